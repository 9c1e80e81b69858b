import { mask } from '../wire/index.js'

/** How much of a log is kept, in characters, and how many lines of it are shown. */
const KEPT = 65_536
const SHOWN = 30

/** The end of what a process writes. */
export interface LogTail {
  add(text: string): void
  /** Its last lines, masked. */
  text(): string
}

/** An empty tail of a log. */
export function logTail(): LogTail {
  let kept = ''
  return {
    add(text) {
      kept = (kept + text).slice(-KEPT)
    },
    text: () => lastLines(kept),
  }
}

/** The last lines of a log, masked. */
export function lastLines(log: string): string {
  const lines = log.replace(/\n$/, '').split('\n')
  return log === '' ? '(it wrote nothing)' : mask(lines.slice(-SHOWN).join('\n'))
}
