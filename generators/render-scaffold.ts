import type { Verdict } from './merge/verdict.js'
import type { ScaffoldResult } from './scaffold.js'

const phrases: readonly (readonly [Verdict, string])[] = [
  ['added', 'added'],
  ['updated', 'updated'],
  ['same', 'as before'],
  ['adopted', 'adopted'],
  ['hand-edited', 'edited by hand, kept'],
  ['conflict', 'edited by hand and planned anew, kept'],
  ['outdated', 'planned anew: --update rewrites'],
  ['deleted-by-hand', 'deleted by hand'],
  ['moved', 'moved to another suite'],
  ['orphan', 'planned no more, kept'],
  ['refused', 'refused'],
]

/** What became of a plan, as the command line prints it. */
export function renderScaffold(result: ScaffoldResult): string {
  const { issueFile, planned, automated, todo, refused, files, todos, refusals, dryRun } = result
  const counts = [
    `${automated} automated`,
    ...(todo > 0 ? [`${todo} todo`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ]
  const lines = [`  ${issueFile}    ${planned} planned: ${counts.join(', ')}`]
  const width = Math.max(0, ...files.map(({ path }) => path.length))
  for (const { path, verdicts } of files) {
    const told = phrases.flatMap(([verdict, phrase]) => {
      const count = verdicts.filter((one) => one.verdict === verdict).length
      return count === 0 ? [] : [`${String(count).padStart(3)} ${phrase}`]
    })
    lines.push(`  ${path.padEnd(width)}  ${told.join('  ')}`.trimEnd())
  }
  for (const { line, why } of refusals) lines.push(`  refused  line ${line}  ${why.replace(`line ${line}: `, '')}`)
  const reasons = new Map<string, number[]>()
  for (const { line, why } of todos) reasons.set(why, [...(reasons.get(why) ?? []), line])
  for (const [why, at] of reasons) {
    lines.push(`  todo     ${at.length === 1 ? 'line' : 'lines'} ${at.join(', ')}  ${why}`)
  }
  for (const { line, message } of unsaid(result)) lines.push(`  error    line ${line}  ${message}`)
  if (planned === 0) {
    lines.push(`  next     nothing is planned there: npx qa-integ plan ${issueFile} says how it was read`)
    return `${lines.join('\n')}\n`
  }
  lines.push(`  next     ${dryRun ? 'npx qa-integ scaffold, which writes this' : 'npx qa-integ run'}`)
  return `${lines.join('\n')}\n`
}

/** The plan's errors that refuse no scenario, such as a gate that can't be read. */
function unsaid({ diagnostics, refusals }: ScaffoldResult) {
  return diagnostics.filter(
    ({ severity, line, message }) =>
      severity === 'error' && !refusals.some((one) => one.line === line || one.why.endsWith(message)),
  )
}
