import { AsyncLocalStorage } from 'node:async_hooks'
import { types } from 'node:util'
import { show } from '../match/show.js'
import { readable } from '../scenario/duration.js'
import { now } from '../scenario/real-time.js'
import { afterEveryScenario, late, running } from '../scenario/running.js'

/** A call across a boundary, in the order in which it began. */
export interface TracedCall {
  /** Who called: the component or collaborator whose call was going on; null for the scenario itself. */
  readonly from: string | null
  readonly to: string
  /** Empty when the collaborator is a function. */
  readonly method: string
  readonly args: readonly unknown[]
  /** Milliseconds until it returned or its promise settled; null while it goes on. */
  readonly ms: number | null
  readonly result?: unknown
  readonly error?: unknown
}

interface Trace {
  readonly calls: { -readonly [K in keyof TracedCall]: TracedCall[K] }[]
  readonly caller: AsyncLocalStorage<Caller>
}

/** Whose call is going on, and in which scenario. */
interface Caller {
  readonly name: string
  readonly epoch: number
  readonly title: string
}

/** One for the process, as the one scenario that runs is. */
const KEY = Symbol.for('qa-integ.trace')
const shared = globalThis as { [KEY]?: Trace }

function trace(): Trace {
  shared[KEY] ??= { calls: [], caller: new AsyncLocalStorage() }
  afterEveryScenario('trace', leaveTrace)
  return shared[KEY]
}

/** The calls of the scenario that runs. */
export function tracedCalls(): readonly TracedCall[] {
  return trace().calls
}

/** "PaymentGateway.charge" */
export function nameOf({ to, method }: Pick<TracedCall, 'to' | 'method'>): string {
  return method === '' ? to : `${to}.${method}`
}

/** Makes the call and records it, if a scenario runs. */
export function recorded<R>(to: string, method: string, args: readonly unknown[], act: () => R): R {
  const { calls, caller } = trace()
  const scenario = running()
  const by = caller.getStore()
  if (by && by.epoch !== scenario?.epoch) {
    late(by.title, `${by.name} called ${nameOf({ to, method })} after it had ended`)
    return act()
  }
  if (!scenario) return act()
  const call: Trace['calls'][number] = { from: by?.name ?? null, to, method, args, ms: null }
  calls.push(call)
  const from = now()
  const ended = (facts: { result: unknown } | { error: unknown }): void => {
    Object.assign(call, { ms: now() - from }, facts)
  }
  try {
    const result = caller.run({ name: to, epoch: scenario.epoch, title: scenario.title }, act)
    // Anything else with a `then`, such as a query that is being built, would be set off by it.
    if (!types.isPromise(result)) ended({ result })
    else
      result.then(
        (value) => ended({ result: value }),
        (error) => ended({ error }),
      )
    return result
  } catch (error) {
    ended({ error })
    throw error
  }
}

/** Leaves the calls in the report, shows them if the scenario fails, and forgets them. */
function leaveTrace(): void {
  const { calls } = trace()
  const scenario = running()
  const made = calls.splice(0)
  if (!scenario || made.length === 0) return
  scenario.note({
    kind: 'calls',
    calls: made.map(({ from, to, method, ms, ...call }) => ({ from, to, method, ms, ok: !('error' in call) })),
  })
  scenario.evidence('the traced calls', () => made.map(describeCall).join('\n'))
}

function describeCall(call: TracedCall): string {
  const { from, args, ms } = call
  const ended =
    'error' in call ? ` failed: ${show(call.error)}` : ms === null ? ' has not ended' : ` -> ${show(call.result)}`
  const time = ms === null ? '' : ` (${readable(ms)})`
  return `${from === null ? '' : `${from} -> `}${nameOf(call)}(${args.map(show).join(', ')})${ended}${time}`
}
