import type { Category } from '../../src/plan/index.js'
import { comment, literal } from '../code/literal.js'
import { merged } from '../code/sheet.js'
import type { ProjectStyle } from '../project/project-files.js'
import type { Draft } from './draft.js'
import { moduleName } from './module-name.js'

/** Where scenarios belong: the file of a category and integration point. */
export interface SuitePlace {
  /** Absolute. */
  readonly path: string
  readonly category: Category
  readonly point?: string
}

/** The names that a suite needs, by the module that they come from; one name comes from one module. */
export function importsOf(drafts: readonly Draft[], suite: string, style: ProjectStyle): [string, string[]][] {
  const { imports } = merged(drafts.map(({ sheet }) => sheet))
  const byModule = new Map<string, Set<string>>()
  const taken = new Set<string>()
  for (const { from, name } of imports) {
    if (taken.has(name)) continue
    taken.add(name)
    const module = moduleName(from, suite, style)
    byModule.set(module, (byModule.get(module) ?? new Set()).add(name))
  }
  const rank = (module: string) => (module.startsWith('.') ? 1 : 0)
  return [...byModule]
    .map(([module, names]): [string, string[]] => [module, [...names].sort()])
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

/** `import { a, b } from 'c'`, or what a CommonJS project writes for it. */
export function importLine(module: string, names: readonly string[], { commonjs }: ProjectStyle): string {
  const list = `{ ${names.join(', ')} }`
  return commonjs ? `const ${list} = require(${literal(module)})` : `import ${list} from ${literal(module)}`
}

/** A draft as it stands in a suite, under its comments. */
export function written({ above, code }: Draft): string {
  return [...above, code].join('\n')
}

/** The constants that drafts stand on: third parties first, as what is made after them may speak to them. */
export function fixturesOf(drafts: readonly Draft[], known: ReadonlySet<string> = new Set()): string[] {
  const { fixtures } = merged(drafts.map(({ sheet }) => sheet))
  const free = fixtures.filter(({ name }) => !known.has(name))
  const services = free.filter(({ code }) => code.startsWith('service('))
  return [...services, ...free.filter((one) => !services.includes(one))].map(
    ({ name, code }) => `const ${name} = ${code}`,
  )
}

/** A whole suite, as if written by hand. */
export function newSuite(place: SuitePlace, drafts: readonly Draft[], issueFile: string, style: ProjectStyle): string {
  const own: Draft = {
    key: '',
    id: '',
    title: '',
    one: true,
    todo: false,
    above: [],
    code: '',
    sheet: { imports: [{ from: 'qa-integ', name: 'suite' }], fixtures: [] },
  }
  const imports = importsOf([own, ...drafts], place.path, style).map(([module, names]) =>
    importLine(module, names, style),
  )
  const options = literal({ category: place.category, ...(place.point === undefined ? {} : { point: place.point }) })
  const head = [comment(`plan: ${issueFile}`), ...imports].join('\n')
  const fixtures = fixturesOf(drafts).join('\n')
  const parts = [head, [fixtures, `const { scenario } = suite(${options})`].filter((part) => part !== '').join('\n\n')]
  return `${[...parts, ...drafts.map(written)].join('\n\n')}\n`
}
