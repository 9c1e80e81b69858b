import { maskValue } from '../wire/mask-value.js'
import type { Row, TableChanges } from './engine.js'

/** How many rows of a kind a text shows. */
const MOST = 5
const LONGEST = 60

/** The rows that changed, a line each: `+` added, `-` removed, `~` changed with the cells that differ. */
export function describeChanges({ added, removed, changed }: TableChanges): string[] {
  return [
    ...some(added, (row) => `+ ${cells(row)}`, 'added'),
    ...some(removed, (row) => `- ${cells(row)}`, 'removed'),
    ...some(changed, ({ before, after }) => `~ ${before.key}: ${differing(before, after)}`, 'changed'),
  ]
}

/** `+2 -1 ~3`, or `no change`. */
export function countChanges({ added, removed, changed }: TableChanges): string {
  const parts = [
    added.length > 0 ? `+${added.length}` : '',
    removed.length > 0 ? `-${removed.length}` : '',
    changed.length > 0 ? `${changed.length} changed` : '',
  ].filter(Boolean)
  return parts.join(', ') || 'no change'
}

function some<T>(rows: readonly T[], line: (row: T) => string, word: string): string[] {
  const rest = rows.length - MOST
  return [...rows.slice(0, MOST).map(line), ...(rest > 0 ? [`… and ${rest} more ${word}`] : [])]
}

function cells(row: Row): string {
  return Object.entries(masked(row))
    .map(([column, text]) => `${column}=${short(text)}`)
    .join(' ')
}

function differing(before: Row, after: Row): string {
  const [then, now] = [masked(before), masked(after)]
  return Object.keys(now)
    .filter((column) => before.cells[column] !== after.cells[column])
    .map((column) => `${column} ${short(then[column]!)} -> ${short(now[column]!)}`)
    .join(', ')
}

function masked(row: Row): Record<string, string> {
  return maskValue(row.cells) as Record<string, string>
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
