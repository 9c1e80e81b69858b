// biome-ignore lint/suspicious/noExplicitAny: the listeners of both events, which take different arguments.
type Listener = (...args: any[]) => void

const KINDS = Object.freeze({
  uncaughtException: 'an uncaught exception',
  unhandledRejection: 'an unhandled rejection',
})
type Event = keyof typeof KINDS
const EVENTS = Object.freeze(Object.keys(KINDS)) as readonly Event[]

/** How an error got to where nobody caught it. */
export type StrayKind = (typeof KINDS)[Event]

/** Takes errors that nobody caught, while its scenario runs. */
export interface StrayTaker {
  take(error: unknown, kind: StrayKind): void
}

/**
 * Takes errors that nobody caught to the scenario that runs, and not to the test runner, which would go on to the next
 * test while this one still cleans up. Each call hands back what ends it.
 *
 * The listeners that are there stand behind a gate of ours, which is open between scenarios; taking them off and putting
 * them back for every scenario cost more than its steps. As with `once`, the gate bears the listener's name tag, so that
 * `process.off` and `process.listeners` see through it.
 */
export function strayCatcher(): (taker: StrayTaker) => () => void {
  const gates = new WeakSet<Listener>()
  let taking: StrayTaker | undefined
  /** Of each event, the gate that takes; the others keep quiet. */
  const first: { [E in Event]?: Listener | undefined } = {}

  const gateFor = (event: Event, listener: Listener): Listener => {
    const gate: Listener & { listener?: Listener } = (...args) => {
      if (taking === undefined) listener.apply(process, args)
      else if (first[event] === gate) taking.take(args[0], KINDS[event])
    }
    gate.listener = (listener as { listener?: Listener }).listener ?? listener
    gates.add(gate)
    return gate
  }
  /** Puts every listener behind a gate; hands back the first one, or nothing where nobody listens. */
  const gated = (event: Event): Listener | undefined => {
    const there = process.rawListeners(event) as Listener[]
    if (there.length === 0 || there.every((listener) => gates.has(listener))) return there[0]
    process.removeAllListeners(event)
    const now = there.map((listener) => (gates.has(listener) ? listener : gateFor(event, listener)))
    for (const gate of now) process.on(event as 'exit', gate)
    return now[0]
  }
  const release = (): void => {
    taking = undefined
  }

  return (taker) => {
    taking = taker
    let end = release
    for (const event of EVENTS) {
      first[event] = gated(event)
      if (first[event] === undefined) end = listenAlone(event, taker, end)
    }
    return end
  }
}

/** Where nobody listens, Node would end the process; whoever listened on after the scenario would keep it from that. */
function listenAlone(event: Event, taker: StrayTaker, end: () => void): () => void {
  const listener = (error: unknown) => taker.take(error, KINDS[event])
  process.on(event as 'exit', listener as Listener)
  return () => {
    process.off(event, listener)
    end()
  }
}
