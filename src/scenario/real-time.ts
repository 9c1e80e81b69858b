/** The clock and timers of the machine, taken before anything can put a virtual clock in their place. */
export const realSetTimeout = globalThis.setTimeout
export const realClearTimeout = globalThis.clearTimeout
export const realSetImmediate = globalThis.setImmediate
const RealDate = Date
const millisecondsOfDate = Date.now.bind(Date)
const milliseconds = performance.now.bind(performance)

/** Milliseconds of a steady clock. */
export const now = (): number => milliseconds()

/** The second that was told last, as text: to write it again for every scenario of it costs more than its milliseconds do. */
let second = -1
let upToSecond = ''

/** The instant in ISO 8601, UTC. */
export function instant(): string {
  const ms = millisecondsOfDate()
  const thisSecond = Math.floor(ms / 1_000)
  if (thisSecond !== second) {
    second = thisSecond
    upToSecond = new RealDate(second * 1_000).toISOString().slice(0, -'000Z'.length)
  }
  return `${upToSecond}${String(ms - second * 1_000).padStart(3, '0')}Z`
}
