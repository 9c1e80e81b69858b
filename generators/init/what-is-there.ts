import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { filesOf, has, loaderOf, readProject } from '../../src/config/project.js'
import { findWorld } from '../project/project-files.js'
import type { Manifest } from './manifest.js'

/** What an earlier set-up has left, relative to the project. */
export interface WhatIsThere {
  readonly suites: string
  readonly config?: string
  /** mocha's own configuration, wherever it stands. */
  readonly mocharc?: string
  readonly world?: string
  /** The suites. */
  readonly files: readonly string[]
  readonly notes: readonly string[]
}

const CONFIGS = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((ending) => `qa-integ.config.${ending}`)
const MOCHARCS = ['cjs', 'js', 'mjs', 'yaml', 'yml', 'jsonc', 'json'].map((ending) => `.mocharc.${ending}`)

/** Looks for what is there already. @throws Error when there is a configuration that can't be read. */
export async function whatIsThere(cwd: string, { mocha }: Manifest): Promise<WhatIsThere> {
  const config = CONFIGS.find((name) => existsSync(join(cwd, name)))
  const told = await suitesOf(cwd, config)
  const suites = told ?? 'test/integration'
  const mocharc = MOCHARCS.find((name) => existsSync(join(cwd, name))) ?? (mocha ? 'package.json' : undefined)
  const world = findWorld(join(cwd, suites))
  return {
    suites,
    ...(config === undefined ? {} : { config }),
    ...(mocharc === undefined ? {} : { mocharc }),
    ...(world === undefined ? {} : { world: `${suites}/${basename(world)}` }),
    files: [...filesOf(cwd, suites, 'integ'), ...filesOf(cwd, suites, 'provider')],
    notes:
      told === undefined
        ? [`${config} can be read once the packages below are installed; until then suites are looked for in ${suites}`]
        : [],
  }
}

/** The folder of the suites; unknown where the configuration needs what is not installed yet. */
async function suitesOf(cwd: string, config: string | undefined): Promise<string | undefined> {
  try {
    return (await readProject(cwd)).suites
  } catch (error) {
    const lacks = !has(cwd, 'qa-integ') || (/ts$/.test(config ?? '') && loaderOf(cwd, undefined) === undefined)
    // Two configurations, and one of JSON, need nothing to be judged.
    if (lacks && !/two configurations|\.json/.test((error as Error).message)) return undefined
    throw error
  }
}
