import type { ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { expect } from 'chai'
import { eventuallyLeftBehind, type LeftBehind, logOf, NOTHING } from './left-behind.js'
import { type How, type Phase, phasesProject, sharingProject } from './projects.js'
import { type Ended, logged, type Mode, runProject } from './run-project.js'

/** How a run was ended, and what is left of it. */
export interface Killed extends Ended {
  readonly left: LeftBehind
  readonly log: readonly string[]
}

export interface Kill {
  readonly mode: Mode
  readonly signal: NodeJS.Signals
  /** The line of the log at which it is killed; in parallel mode, when both workers have written it. */
  readonly at: string
  readonly env?: Readonly<Record<string, string>>
  readonly mayStay?: ((file: string) => boolean) | undefined
}

/** How long what was left may take to see that the run is gone, in milliseconds. */
const PATIENCE = 8_000

/** Runs a project, sends a signal to the process that was started, lists what is left and removes the project. */
export async function kill(directory: string, { mode, signal, at, env = {}, mayStay }: Kill): Promise<Killed> {
  let child: ChildProcess | undefined
  try {
    const ended = runProject(directory, mode, {
      env,
      during: (started) => {
        child = started
      },
    })
    await logged(directory, at, mode.includes('parallel') ? 2 : 1, ended)
    child!.kill(signal)
    const end = await ended
    return { ...end, left: await eventuallyLeftBehind(directory, PATIENCE, mayStay), log: logOf(directory) }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Ends a run while everything in it runs, and expects nothing to be left. */
export async function expectNothingOfRun(mode: Mode, signal: NodeJS.Signals): Promise<void> {
  const { by, output, left, log } = await kill(sharingProject(), {
    mode,
    signal,
    at: 'hanging',
    env: { HANG: '1' },
    // Closures cannot run in a process that was killed, so what they would have removed stays.
    mayStay: mode === 'serial' && signal === 'SIGKILL' ? (file) => file.startsWith('closure') : undefined,
  })
  const how = `${mode}, ${signal}: ${output}`
  expect(left, how).to.deep.equal(NOTHING)
  expect(by, how).not.to.equal(0)
  expect(log.filter((line) => line.startsWith('start')).length, how).to.be.at.least(7)
}

/** Interrupts a scenario in a phase, and expects nothing to be left. */
export async function expectNothingOfPhase(phase: Phase, mode: Mode): Promise<void> {
  const kills: [Phase, How][] = [[phase, 'interrupt']]
  const { by, output, left, log } = await kill(phasesProject(kills, kills), { mode, signal: 'SIGINT', at: 'killable' })
  const how = `${phase}, ${mode}: ${output}`
  expect(left, how).to.deep.equal(NOTHING)
  expect(log, how).to.include.members(['start server', 'stop server'])
  expect(by, how).not.to.equal(0)
  expect(output, how).not.to.contain('the next one finds')
}
