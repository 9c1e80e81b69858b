/** Lets work through, or holds it back while something else has the floor. */
export interface Gate {
  /** Resolves when the gate is open. */
  pass(): Promise<void>
  /** Counts work that is under way; call what it hands back when that has ended. */
  enter(): () => void
  /** Closes it; resolves when all work under way has ended. */
  hold(): Promise<void>
  open(): void
}

export function gate(): Gate {
  let closed: { readonly opened: Promise<void>; open(): void } | undefined
  let under = 0
  let idle: (() => void) | undefined
  return Object.freeze({
    async pass() {
      while (closed) await closed.opened
    },
    enter() {
      under++
      return () => {
        under--
        if (under === 0) idle?.()
      }
    },
    async hold() {
      let open = () => {}
      closed ??= { opened: new Promise<void>((resolve) => (open = resolve)), open: () => open() }
      if (under > 0) await new Promise<void>((resolve) => (idle = resolve))
      idle = undefined
    },
    open() {
      const was = closed
      closed = undefined
      was?.open()
    },
  })
}
