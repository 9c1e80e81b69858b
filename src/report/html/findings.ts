import type { Finding, Results, ScenarioResult } from '../results.js'
import { capital, counted } from '../words.js'
import { esc, idOf } from './escape.js'
import { badge, findingSign, pre, section, stepList, where } from './parts.js'

/** So many are open when the page is; all can be opened. */
const open = 10

/** The findings, the worst first, each with all that is needed to see it again. */
export function findingsSection({ findings, scenarios, totals }: Results): string {
  const byId = new Map(scenarios.map((scenario) => [scenario.id, scenario]))
  const cards = findings.map((finding, index) => card(finding, byId.get(finding.scenario), index < open))
  const title = findings.length === 0 ? 'Findings' : counted(findings.length, 'finding')
  return section(
    'findings',
    title,
    ...(cards.length > 0
      ? cards
      : [
          `<p class="muted">${totals.run > 0 ? 'Nothing was found.' : 'No scenario ran, so nothing could be found.'}</p>`,
        ]),
  )
}

function card(finding: Finding, scenario: ScenarioResult | undefined, isOpen: boolean): string {
  const sign = findingSign(finding)
  const about = [finding.point, finding.rule].flatMap((part) => (part === null ? [] : [esc(part)])).join(' · ')
  const evidence = finding.evidence.map(({ name, text }) => `<h4>${esc(name)}</h4>${pre(text)}`).join('\n')
  return `<details class="finding ${sign.tone}" id="${idOf('finding', finding.id)}"${isOpen ? ' open' : ''}>
<summary>${badge(sign)} <h3>${esc(finding.id)}: ${esc(finding.title)}</h3> ${where(finding.at)}</summary>
<div class="in"><p class="muted small">${about}</p><p>${esc(capital(finding.impact))}.</p>
<div class="compare"><div><h4>Expected</h4>${pre(finding.expected)}</div><div><h4>Actual</h4>${pre(finding.actual)}</div></div>
${scenario && scenario.steps.length > 0 ? `<h4>Steps</h4>${stepList(scenario.steps)}` : ''}
${evidence}
<h4>Run it again</h4>${pre(finding.reproduce.at(-1) ?? '')}</div>
</details>`
}
