import { createHash } from 'node:crypto'
import type { Results } from '../results.js'
import { esc } from './escape.js'
import { findingsSection } from './findings.js'
import { hero, keyFigures } from './hero.js'
import {
  adviceSection,
  categoriesSection,
  gatesSection,
  performanceSection,
  pointsSection,
  remarks,
} from './overview.js'
import { verdictSigns } from './parts.js'
import { scenariosSection } from './scenarios.js'
import { script } from './script.js'
import { style } from './style.js'

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/**
 * The report as one HTML page: it loads nothing, reads without a script, and is made for light and dark, for keyboards, screen readers and paper.
 *
 * @example
 * ```ts
 * import { collect, toHtml } from 'qa-integ/report'
 *
 * console.log(toHtml(collect({ lines: [], problems: [] })).startsWith('<!doctype html>')) // true
 * ```
 */
export function toHtml(results: Results): string {
  const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`
  const { word } = verdictSigns[results.readiness.verdict]
  const sections = [
    hero(results),
    keyFigures(results),
    remarks(results),
    findingsSection(results),
    gatesSection(results),
    categoriesSection(results),
    performanceSection(results),
    pointsSection(results),
    adviceSection(results),
    scenariosSection(results),
  ].join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${esc(word)}: Integration Testing Report</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">To the report</a>
<header class="top"><span class="brand">qa-integ</span><nav aria-label="Parts of the report"><ul>${links(sections)}</ul></nav></header>
<main id="main" tabindex="-1">
${sections}
</main>
<footer><p>Run ${esc(results.run.id)}. What was not measured says so. The same results as data: results.json.</p></footer>
<script>${script}</script>
</body>
</html>
`
}

const titles = [
  ['findings', 'Findings'],
  ['gates', 'Gates'],
  ['categories', 'Categories'],
  ['performance', 'Performance'],
  ['points', 'Integration points'],
  ['advice', 'Recommendations'],
  ['scenarios', 'Scenarios'],
] as const

/** Links to the sections that are there. */
const links = (sections: string): string =>
  titles
    .filter(([id]) => sections.includes(`<h2 id="${id}">`))
    .map(([id, title]) => `<li><a href="#${id}">${title}</a></li>`)
    .join('')
