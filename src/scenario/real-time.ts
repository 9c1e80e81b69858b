/** The clock and timers of the machine, taken before anything can put a virtual clock in their place. */
export const realSetTimeout = globalThis.setTimeout
export const realClearTimeout = globalThis.clearTimeout
export const realSetImmediate = globalThis.setImmediate
const RealDate = Date
const milliseconds = performance.now.bind(performance)

/** Milliseconds of a steady clock. */
export const now = (): number => milliseconds()

/** The instant in ISO 8601, UTC. */
export const instant = (): string => new RealDate().toISOString()
