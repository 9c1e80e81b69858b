import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { has, tooNewForSwc, typescriptOf } from '../../src/config/project.js'
import type { Findings } from './findings.js'
import { executing, installing } from './package-manager.js'

/** What is left to do: commands, and lines that belong into files of the project's own. */
export function nextSteps(found: Findings): readonly string[] {
  const { cwd, manager, manifest } = found
  const missing = missingPackages(found)
  const runs = Object.values(manifest.scripts).some((script) => /\bqa-integ\b/.test(script))
  return [
    ...(missing.length === 0 ? [] : [installing(manager, missing)]),
    executing(manager, 'qa-integ run'),
    ...(runs ? [] : ['in "scripts" of package.json: "test:integration": "qa-integ run"']),
    ...compilerOptions(found),
    ...(ignores(cwd) ? [] : ['in .gitignore: qa-integ-report/, .qa-integ/* and !.qa-integ/scaffold.lock.json']),
  ]
}

/** What the suites need and the project can't load. */
function missingPackages({ cwd, style, loader, dataSource, app }: Findings): string[] {
  const checked = style.typescript && existsSync(join(cwd, 'tsconfig.json'))
  const needed = [
    'qa-integ',
    'mocha',
    'chai',
    ...(loader?.packages ?? []),
    ...(style.typescript ? ['typescript'] : []),
    ...(checked ? ['@types/node', '@types/chai'] : []),
    ...(dataSource ? ['sqlite3'] : []),
    ...(app?.framework === 'Nest' ? ['@nestjs/platform-express'] : []),
  ]
  const missing = needed.filter((name) => !has(cwd, name) && !has(cwd, `${name}/package.json`))
  if (loader?.loader !== 'swc') return missing
  // swc's register asks for an older TypeScript than the newest.
  return [...missing.filter((name) => name !== 'typescript'), ...(tooNew(cwd) ? ['typescript@6'] : [])]
}

function tooNew(cwd: string): boolean {
  const version = typescriptOf(cwd)
  return version === undefined || tooNewForSwc(version)
}

/** What the compiler has to be told, and why; not where other files may tell it. */
function compilerOptions({ cwd, style, loader }: Findings): string[] {
  const file = join(cwd, 'tsconfig.json')
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  if (/"extends"/.test(text)) return []
  const says = (option: string): boolean => new RegExp(`"${option}"\\s*:`).test(text)
  return [
    // `qa-integ run` asks for them itself.
    ...(loader?.loader === 'swc' && !says('sourceMap') && !says('inlineSourceMap')
      ? ['"sourceMap": true, for the lines that `npx mocha` tells']
      : []),
    ...(style.typescript && !says('types') && Number.parseInt(typescriptOf(cwd) ?? '6', 10) > 5
      ? ['"types": ["node"], which TypeScript takes from packages only where it is told since version 6']
      : []),
  ].map((option) => `in "compilerOptions" of tsconfig.json: ${option}`)
}

function ignores(cwd: string): boolean {
  const file = join(cwd, '.gitignore')
  if (!existsSync(file)) return !existsSync(join(cwd, '.git'))
  return /^\/?\.qa-integ\b/m.test(readFileSync(file, 'utf8'))
}
