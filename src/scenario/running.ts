import type { LateRecord, Note } from './record.js'
import { capture, type Site } from './site.js'
import type { Awaitable } from './types.js'

/** What the runner is doing; handles start before the first given and are left after the last clean-up. */
export type Phase = 'start' | 'given' | 'arm' | 'when' | 'verify' | 'expect' | 'clean-up' | 'leave'

/** The scenario that runs now, as the areas of the language see it. One runs at a time in a worker. */
export interface Running {
  /** Rises by one with every attempt; what carries another epoch is late. */
  readonly epoch: number
  readonly title: string
  readonly phase: Phase
  readonly signal: AbortSignal
  /** When the attempt began, on the machine's steady clock (milliseconds). */
  readonly began: number
  /** When the current when began, on the machine's steady clock (milliseconds). */
  readonly whenBegan: number | undefined
  /** Leaves a fact for the report. */
  note(note: Note): void
  /** Text for the failure, rendered only if the scenario fails. The last one told under a title counts. */
  evidence(title: string, render: () => string): void
  /** Fails the scenario from outside its steps: an unmatched call, a leak. */
  fail(error: Error): void
}

/** A step value that was made while a scenario ran. */
export interface Made {
  readonly step: object
  readonly site: Site
}

/** What the runner adds to what the areas see. */
export interface Run extends Running {
  phase: Phase
  whenBegan: number | undefined
  /** Remembers a step value that was made while it ran, until it is told or run. */
  made(step: object, site: Site): void
  settled(step: object): void
  /** Ends the scenario from outside, as a time-out does. */
  interrupt(error: Error): void
}

interface AfterEach {
  readonly reset: () => Awaitable<void>
  readonly remember: (() => () => void) | undefined
}

/** Calls what does the steps of a scenario, with something of an area around it. */
type Around = <Result>(run: Running, steps: () => Result) => Result

interface State {
  epoch: number
  run: Run | undefined
  around: Around
  readonly afterEach: Map<string, AfterEach>
  onLate: ((record: LateRecord) => void) | undefined
}

/** On `globalThis`, because a loader may give a process this module twice: once imported, once required. */
const KEY = Symbol.for('qa-integ.running')
const home = globalThis as { [KEY]?: State }
home[KEY] ??= { epoch: 0, run: undefined, around: (_, steps) => steps(), afterEach: new Map(), onLate: undefined }
const state: State = home[KEY]

/** The scenario that runs now. */
export function running(): Running | undefined {
  return state.run
}

/**
 * Runs `reset` after every scenario of this process, after its clean-ups; `name` keeps a second loading from adding it
 * twice. For a step that does its work many times, `remember` hands back what brings the present state back.
 */
export function afterEveryScenario(name: string, reset: () => Awaitable<void>, remember?: () => () => void): void {
  state.afterEach.set(name, { reset, remember })
}

/** The resets that `afterEveryScenario` was told. */
export function everyReset(): Iterable<() => Awaitable<void>> {
  return [...state.afterEach.values()].map(({ reset }) => reset)
}

/** Remembers how everything stands that `afterEveryScenario` was told of; hands back what brings it there again. */
export function rememberAll(): () => void {
  const all = [...state.afterEach.values()].map(({ remember }) => remember?.())
  return () => {
    for (const back of all) back?.()
  }
}

/** The next epoch; the runner takes one for each attempt. */
export function nextEpoch(): number {
  return ++state.epoch
}

/** Ends the scenario that runs now, clean-ups included; hands back whether one was running. */
export function interrupt(error: Error): boolean {
  state.run?.interrupt(error)
  return state.run !== undefined
}

/** Lets an area call the steps of every scenario from now on, so that it knows what they begin from what others do. */
export function surroundSteps(around: Around): void {
  state.around = around
}

/** Does the steps of a scenario as the areas want it. */
export const surrounded: Around = (run, steps) => state.around(run, steps)

/** Makes a run the current one, or none. */
export function setRunning(run: Run | undefined): void {
  state.run = run
}

/** Where late work is told. */
export function onLate(tell: (record: LateRecord) => void): void {
  state.onLate = tell
}

/** Tells that a scenario that is over was still at work. */
export function late(scenario: string, what: string): void {
  state.onLate?.({ kind: 'late', scenario, what })
}

/** Remembers a step value that is made while a scenario runs, until it is told or run. */
export function noteMade(step: object, below: (...args: never[]) => unknown): void {
  const { run } = state
  if (run !== undefined && run.phase !== 'start' && run.phase !== 'leave') run.made(step, capture(below))
}

/** Marks a step value as used: it was run, or another value was derived from it. */
export function settle<S extends object>(step: S): S {
  state.run?.settled(step)
  return step
}
