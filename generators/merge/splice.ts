import MagicString from 'magic-string'
import type { ProjectStyle } from '../project/project-files.js'
import type { Draft } from './draft.js'
import { moduleName, sameModule } from './module-name.js'
import { fixturesOf, importLine, importsOf } from './new-suite.js'
import type { FoundScenario, Scan } from './scan.js'

/** How a file is written. */
interface Manner {
  readonly eol: string
  readonly indent: string
  readonly semicolons: boolean
}

function mannerOf(text: string): Manner {
  const indented = /^(\t|(?: {2,8}))\S/m.exec(text)?.[1]
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    indent: indented ?? '  ',
    semicolons: /^(?:import|const)\b.*;[ \t]*\r?$/m.test(text),
  }
}

function inManner(code: string, { eol, indent, semicolons }: Manner, around = ''): string {
  const lines = code.split('\n').map((line) => {
    const depth = (/^ */.exec(line)?.[0].length ?? 0) / 2
    return indent.repeat(depth) + line.trimStart()
  })
  return lines.join(`${eol}${around}`) + (semicolons ? ';' : '')
}

/** Why a draft can't stand in a file, if it can't: a name that it needs means something else there. */
export function clash(draft: Draft, scan: Scan, suite: string, style: ProjectStyle): string | undefined {
  if (!scan.names.has('scenario')) return 'the suite declares no `scenario` at its top'
  for (const { from, name } of draft.sheet.imports) {
    const module = moduleName(from, suite, style)
    const imported = scan.imports.some((one) => one.names.has(name) && !one.typeOnly && related(one.from, module))
    if (scan.names.has(name) && !imported) return `"${name}" means something else in the suite`
  }
  return undefined
}

/** The words of one area are those of another that has them, too; a project's names may come through a barrel. */
function related(one: string, other: string): boolean {
  const ours = (module: string) => /^qa-integ(?:\/|$)/.test(module)
  const relative = (module: string) => module.startsWith('.')
  return sameModule(one, other) || (ours(one) && ours(other)) || (relative(one) && relative(other))
}

/** A suite with drafts added at its end and others written over those that stood there; no other byte changes. */
export function splice(
  text: string,
  scan: Scan,
  added: readonly Draft[],
  updated: readonly (readonly [FoundScenario, Draft])[],
  suite: string,
  style: ProjectStyle,
): string {
  const manner = mannerOf(text)
  const file = new MagicString(text)
  const drafts = [...added, ...updated.map(([, draft]) => draft)]
  const lines: string[] = []
  for (const [module, names] of importsOf(drafts, suite, style)) {
    const missing = names.filter((name) => !scan.names.has(name))
    if (missing.length === 0) continue
    const open = scan.imports.find((one) => sameModule(one.from, module) && !one.typeOnly)
    if (open === undefined) lines.push(inManner(importLine(module, missing, style), manner))
    else file.appendLeft(open.end, `${open.names.size === 0 ? '' : ', '}${missing.join(', ')}`)
  }
  const fixtures = fixturesOf(drafts, scan.names).map((line) => inManner(line, manner))
  if (fixtures.length > 0) lines.push(...(lines.length > 0 || scan.afterImports > 0 ? [''] : []), ...fixtures)
  if (lines.length > 0) {
    const top = scan.afterImports > 0 ? scan.afterImports : text.startsWith('\uFEFF') ? 1 : 0
    const block = lines.join(manner.eol)
    file.appendLeft(top, scan.afterImports > 0 ? manner.eol + block : block + manner.eol)
  }
  for (const [found, { code }] of updated) {
    const around = /[ \t]*$/.exec(text.slice(0, found.start))?.[0] ?? ''
    file.overwrite(
      found.start,
      found.end,
      inManner(code, { ...manner, semicolons: text[found.end - 1] === ';' }, around),
    )
  }
  const gap = manner.eol + manner.eol
  for (const { above, code } of added) {
    file.appendLeft(text.trimEnd().length, gap + [...above, inManner(code, manner)].join(manner.eol))
  }
  return file.toString()
}
