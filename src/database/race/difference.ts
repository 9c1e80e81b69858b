import { show } from '../../match/show.js'
import { maskValue } from '../../wire/mask-value.js'
import type { Outcome, TableOutcome } from './outcome.js'

/** One thing in which two outcomes differ. */
export interface Difference {
  readonly what: string
  readonly is: string
  readonly other: string
}

/** In what a run differs from another one. */
export function differences(one: Outcome, other: Outcome): Difference[] {
  const all: Difference[] = []
  for (const table of new Set([...Object.keys(one.tables), ...Object.keys(other.tables)]))
    all.push(...ofTable(table, one.tables[table] ?? NONE, other.tables[table] ?? NONE))
  for (const letter of Object.keys(one.results)) {
    const [is, was] = [one.results[letter], other.results[letter]].map((value) => show(maskValue(value)))
    if (is !== was) all.push({ what: `the result of task ${letter}`, is: is!, other: was! })
  }
  return all
}

const NONE: TableOutcome = { added: [], removed: [], changed: {}, before: {} }

function ofTable(table: string, one: TableOutcome, other: TableOutcome): Difference[] {
  const all: Difference[] = []
  const keys = new Set([...Object.keys(one.changed), ...Object.keys(other.changed)])
  for (const key of keys) {
    const is = one.changed[key] ?? other.before[key]!
    const was = other.changed[key] ?? one.before[key]!
    for (const column of Object.keys(is))
      if (is[column] !== was[column])
        all.push({
          what: keys.size > 1 ? `${column} of ${table} ${key}` : column,
          is: shown(column, is[column]!),
          other: shown(column, was[column]!),
        })
  }
  if (one.removed.join() !== other.removed.join())
    all.push({
      what: `what is gone from ${table}`,
      is: one.removed.join(' and ') || 'nothing',
      other: other.removed.join(' and ') || 'nothing',
    })
  if (one.added.length !== other.added.length)
    all.push({
      what: `the number of new rows in ${table}`,
      is: String(one.added.length),
      other: String(other.added.length),
    })
  else
    for (const [i, cells] of one.added.entries())
      for (const column of Object.keys(cells)) {
        const was = other.added[i]![column]!
        if (cells[column] !== was)
          all.push({
            what: `${column} of a new row in ${table}`,
            is: shown(column, cells[column]!),
            other: shown(column, was),
          })
      }
  return all
}

function shown(column: string, literal: string): string {
  return String((maskValue({ [column]: literal }) as Record<string, unknown>)[column])
}

/** How many of them a sentence tells. */
const MOST = 3

/** `balance is 70, but one after the other gives 20`; of several serial runs, the nearest one speaks. */
export function describeDifference(outcome: Outcome, serial: readonly Outcome[]): string {
  const [nearest = []] = serial.map((other) => differences(outcome, other)).sort((a, b) => a.length - b.length)
  const rest = nearest.length - MOST
  const told = nearest
    .slice(0, MOST)
    .map(({ what, is, other }) => `${what} is ${is}, but one after the other gives ${other}`)
    .join('; ')
  return `${told}${rest > 0 ? `; and ${rest} more` : ''}`
}
