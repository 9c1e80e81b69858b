// biome-ignore lint/suspicious/noExplicitAny: the listeners of both events, which take different arguments.
type Listener = (...args: any[]) => void

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const

/**
 * Takes errors that nobody caught to the scenario that runs, and not to the test runner, which would go on to the next
 * test while this one still cleans up. Hands back what puts the earlier listeners back.
 */
export function catchStrays(
  take: (error: unknown, kind: 'an uncaught exception' | 'an unhandled rejection') => void,
): () => void {
  const before = EVENTS.map((event) => process.listeners(event as 'uncaughtException') as Listener[])
  const ours = [
    (error: unknown) => take(error, 'an uncaught exception'),
    (reason: unknown) => take(reason, 'an unhandled rejection'),
  ]
  for (const [i, event] of EVENTS.entries()) {
    for (const listener of before[i]!) process.off(event, listener)
    process.on(event as 'exit', ours[i] as Listener)
  }
  return () => {
    for (const [i, event] of EVENTS.entries()) {
      process.off(event, ours[i] as Listener)
      for (const listener of before[i]!) process.on(event as 'exit', listener)
    }
  }
}
