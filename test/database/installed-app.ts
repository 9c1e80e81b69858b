import { cpSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { project, runMocha } from '../support/run-suite.js'

const ROOT = resolve(import.meta.dirname, '../..')
/** How each loads TypeScript: Nest needs the types of its decorated members, which tsx drops. */
const LOADERS = {
  express: ['--import=tsx'],
  nest: ['--require=@swc-node/register'],
} as const

export type AppName = keyof typeof LOADERS

/** What one run of an application's suites is like. */
export interface AppRun {
  /** The command line of mocha besides its files. */
  readonly args?: readonly string[]
  readonly on: 'sqlite' | 'postgres'
  readonly scenarios: number
  readonly seed: number
}

/** An application as a project of its own, with the built package as npm would have put it there. */
export function installedApp(name: AppName) {
  const directory = project({}, {})
  cpSync(join(import.meta.dirname, 'apps', name), directory, { recursive: true })
  const own = join(directory, 'node_modules/qa-integ')
  rmSync(own)
  for (const part of ['dist', 'package.json'])
    cpSync(join(ROOT, part), join(own, part), { recursive: true, filter: (path) => !path.endsWith('.tsbuildinfo') })
  return {
    directory,
    /** The verdict of every scenario by its title, and what it said when it failed. */
    async verdicts({ args = [], on, scenarios, seed }: AppRun): Promise<Readonly<Record<string, string>>> {
      rmSync(join(directory, '.results'), { recursive: true, force: true })
      const run = await runMocha(directory, {
        args,
        nodeOptions: LOADERS[name],
        env: { DB: on, SCENARIOS: String(scenarios), SEED: String(seed) },
      })
      const found = run.scenarios.map(({ title, status, errors }) => [title, [status, ...errors.map(said)].join(': ')])
      if (found.length !== scenarios)
        throw new Error(`${found.length} of ${scenarios} scenarios ran:\n${run.stdout}\n${run.stderr}`)
      return Object.fromEntries(found.sort(([a = ''], [b = '']) => a.localeCompare(b)))
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

const said = ({ message }: { readonly message: string }): string => message.replace(/\([\d.]+ m?s\)/g, '')

/** What failed although it was not told wrong, and what was told wrong and did not fail. */
export function surprises(verdicts: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(verdicts).filter(([title, verdict]) => title.includes('told wrong') === (verdict === 'passed'))
}
