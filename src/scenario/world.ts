import type { Awaitable } from './types.js'

/** A named part of the world that steps work on. The language knows its name; its life is the world's business. */
export interface Part {
  /** As messages and reports call it. */
  readonly name: string
}

/** What starts, resets and stops parts on behalf of scenarios and of the backgrounds of suites. */
export interface World {
  /** Starts what does not run yet and opens it to the scenario. */
  enter(parts: readonly Part[], signal: AbortSignal): Promise<void>
  /** Remembers how the parts stand that are open now, but for some; each call of what it hands back brings them there again. */
  afresh(except: readonly Part[]): Promise<() => Promise<void>>
  /** Leaves every part that the scenario entered as the next one shall find it; hands back what went wrong, at once if it entered none. */
  leave(): Awaitable<readonly unknown[]>
  /** Starts parts for a background; they stay open until `leaveBackground`. */
  enterBackground(parts: readonly Part[], signal: AbortSignal): Promise<void>
  /** From now on, a reset goes back to the state that the background has made. */
  markBackground(): Promise<void>
  /** Takes the marks away and leaves the parts. */
  leaveBackground(): Promise<unknown[]>
}
