import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { project } from '../support/run-suite.js'

/** A project with four suites that use handles and processes of every life, two scenarios each. */
export const sharingProject = (): string =>
  projectOf(
    'sharing',
    ['a', 'b', 'c', 'd'].map(() => `import { usesEverything } from '../../suite.mjs'\nusesEverything()\n`),
  )

export type Phase = 'start' | 'given' | 'arm' | 'when' | 'verify' | 'expect' | 'clean-up'
export type How = 'throw' | 'reject' | 'time-out' | 'hang' | 'interrupt'

export const PHASES: readonly Phase[] = ['start', 'given', 'arm', 'when', 'verify', 'expect', 'clean-up']

/** A project whose suites hold scenarios that are killed; each list is a suite. */
export const phasesProject = (...suites: readonly (readonly (readonly [Phase, How])[])[]): string =>
  projectOf(
    'phases',
    suites.map(
      (kills) =>
        `import { killed } from '../../suite.mjs'\n${kills.map((kill) => `killed(...${JSON.stringify(kill)})`).join('\n')}\n`,
    ),
  )

const SOURCE = join(import.meta.dirname, 'projects')

function projectOf(name: string, suites: readonly string[]): string {
  const files = readdirSync(join(SOURCE, name)).map((file) => [file, readFileSync(join(SOURCE, name, file), 'utf8')])
  return project({
    ...Object.fromEntries(files),
    'marks.mjs': readFileSync(join(SOURCE, 'marks.mjs'), 'utf8'),
    // Less than some handles take to stop, which have a limit of their own.
    '.mocharc.json': JSON.stringify({ timeout: 90 }),
    ...Object.fromEntries(suites.map((text, i) => [`test/integration/${i}.integ.mjs`, text])),
  })
}
