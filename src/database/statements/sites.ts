import { authorFrames, describePlace, placeOf, type Site } from '../../scenario/site.js'

/**
 * Whose line sent a statement. To remember a stack takes as long as a small statement does, so it is only done where
 * somebody will read it: an expectation that was armed, or what may have to be told of a leak.
 */
export interface Sites {
  /** From now on lines of statements are wanted, until `clear`: of those whose text is the same but for its numbers, of so many. */
  want(alike?: number): void
  /** Whether they are, and the last one that was asked for was not one too many of its text: the next is likely to be another of them. */
  readonly wanted: boolean
  /** Whether the line of this statement is one that is still to be remembered. */
  wants(sql: string): boolean
  clear(): void
}

/** Who sends the same text more often does so from one of these lines. */
const ALIKE = 20
/** How deep the author's own line may stand below TypeORM's. */
const FRAMES = 60

interface Count {
  times: number
}

/** Wants none until it is asked to; `keepAll` is told then, for who asks for lines asks for all that have them. */
export function sites(keepAll: () => void): Sites {
  let most = 0
  let full = false
  /** How often a text came, by the text without its numbers; and the same by the text as it is, which comes again more often than not. */
  const counts = new Map<string, Count>()
  const known = new Map<string, Count>()
  const countOf = (sql: string): Count => {
    // TypeORM writes numbers into the text.
    const text = sql.replace(/\b\d+\b/g, '?')
    const count = counts.get(text) ?? { times: 0 }
    counts.set(text, count)
    known.set(sql, count)
    return count
  }
  const forget = (): void => {
    full = false
    counts.clear()
    known.clear()
  }
  return Object.freeze({
    want(alike = ALIKE) {
      keepAll()
      most = Math.max(most, alike)
      forget()
    },
    get wanted() {
      return most > 0 && !full
    },
    wants(sql: string) {
      if (most === 0) return false
      const count = known.get(sql) ?? countOf(sql)
      full = count.times >= most
      if (full) return false
      count.times++
      return true
    },
    clear() {
      most = 0
      forget()
    },
  })
}

/** The stack of here, which reaches through TypeORM to the author; its text is made when somebody reads it. */
export function deepSite(): Site {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = FRAMES
  const site: Site = new Error()
  Error.stackTraceLimit = limit
  return site
}

/** The author's place, or nothing where the stack does not reach it. */
export function wherein(site: Site | undefined): string {
  return authorFrames(site?.stack).length === 0 ? '' : describePlace(placeOf(site))
}
