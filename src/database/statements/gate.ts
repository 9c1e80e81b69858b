/** Lets work through, or holds it back while something else has the floor. */
export interface Gate {
  /** Whether work has to wait: who finds it open need not ask. */
  readonly closed: boolean
  /** Resolves when the gate is open. */
  pass(): Promise<void>
  /** Counts work that is under way, until `leave`. */
  enter(): void
  leave(): void
  /** Closes it, once more if it is closed; resolves when all work under way has ended. */
  hold(): Promise<void>
  /** Takes one `hold` back; with the last of them, waiting work goes on. */
  open(): void
}

/** Makes an open gate. */
export function gate(): Gate {
  let holders = 0
  let under = 0
  const waiting: (() => void)[] = []
  const idle: (() => void)[] = []
  return Object.freeze({
    get closed() {
      return holders > 0
    },
    async pass() {
      while (holders > 0) await new Promise<void>((resolve) => void waiting.push(resolve))
    },
    enter() {
      under++
    },
    leave() {
      under--
      if (under === 0 && idle.length > 0) for (const resolve of idle.splice(0)) resolve()
    },
    async hold() {
      holders++
      if (under > 0) await new Promise<void>((resolve) => void idle.push(resolve))
    },
    open() {
      holders = Math.max(0, holders - 1)
      if (holders === 0) for (const resolve of waiting.splice(0)) resolve()
    },
  })
}
