import { shorten } from '../../match/show.js'
import { maskValue } from '../../wire/mask-value.js'
import type { Row, TableChanges } from '../engine.js'

/** How many rows of a kind a text shows, and how many cells of a row. */
const MOST = 5
const MOST_CELLS = 20
/** How much of a cell is shown, and how much of that stands before where two of them part. */
const LONGEST = 60
const BEFORE = 20
/** How much on either side of that place is looked at for secrets. */
const AROUND = 400_000

/** The rows that changed, a line each: `+` added, `-` removed, `~` changed with the cells that differ. */
export function describeChanges({ primaryKey, added, removed, changed }: TableChanges): string[] {
  return [
    ...some(added, (row) => `+ ${cells(row)}`, 'added'),
    ...some(removed, (row) => `- ${cells(row)}`, 'removed'),
    ...some(changed, ({ before, after }) => `~ ${keyOf(primaryKey, before)}: ${differing(before, after)}`, 'changed'),
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

function some<T>(all: readonly T[], line: (one: T) => string, word: string, most = MOST): string[] {
  const rest = all.length - most
  return [...all.slice(0, most).map(line), ...(rest > 0 ? [`… and ${rest} more ${word}`] : [])]
}

/** The key may be a secret, too. */
function keyOf(primaryKey: readonly string[], row: Row): string {
  return primaryKey.map((column) => short(column, row.cells[column] ?? '')).join(', ') || row.key
}

function cells(row: Row): string {
  const all = Object.entries(row.cells)
  return some(all, ([column, text]) => `${column}=${short(column, text)}`, 'cells', MOST_CELLS).join(' ')
}

function differing(before: Row, after: Row): string {
  const columns = Object.keys(after.cells).filter((column) => before.cells[column] !== after.cells[column])
  const told = (column: string) => parting(column, before.cells[column] ?? '', after.cells[column]!)
  return some(columns, (column) => `${column} ${told(column)}`, 'cells', MOST_CELLS).join(', ')
}

/** Both from shortly before where they part, for long texts often begin alike. */
function parting(column: string, then: string, now: string): string {
  if (then.length <= LONGEST && now.length <= LONGEST) return `${short(column, then)} -> ${short(column, now)}`
  const skipped = Math.max(0, alike(then, now) - AROUND)
  const part = (text: string) => legible(column, text.slice(skipped, skipped + 2 * AROUND))
  const [old, fresh] = [part(then), part(now)]
  const from = old === fresh ? 0 : Math.max(0, alike(old, fresh) - BEFORE)
  return `${cut(old, then, from, skipped)} -> ${cut(fresh, now, from, skipped)}`
}

/** How far two texts are the same. */
function alike(one: string, other: string): number {
  let i = 0
  while (i < one.length && one[i] === other[i]) i++
  return i
}

function short(column: string, text: string): string {
  return cut(legible(column, text.slice(0, 2 * AROUND)), text, 0)
}

function cut(legible: string, text: string, from: number, skipped = 0): string {
  const begins = from > 0 || skipped > 0
  if (!begins && legible.length <= LONGEST) return legible
  const part = shorten(legible.slice(from).replace(/^[\uDC00-\uDFFF]/, ''), LONGEST)
  return `${begins ? '…' : ''}${part} (${text.length} characters)`
}

/** Without what is secret by the column's name or by what it looks like, in one line. */
function legible(column: string, text: string): string {
  return visible(String(Object.values(maskValue({ [column]: text }) as object)[0]))
}

/** Line breaks and what else has no shape of its own, by a sign that has one. */
function visible(text: string): string {
  return text.replace(/[\p{C}\p{Z}]/gu, (one) => {
    const code = one.codePointAt(0)!
    if (one === ' ') return one
    if (code < 0x20) return String.fromCodePoint(0x2400 + code)
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
  })
}
