import { oneLine, plain } from '../plain-text.js'

/** Text that Markdown shows as it stands: nothing in it becomes emphasis, a link, a cell, HTML or a heading. */
export function md(text: string): string {
  return oneLine(text)
    .replace(/[\\`*[\]<|~$]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/^([#>+=-])/, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
}

/** Inline code; a pipe in it does not end a cell. */
export function code(text: string): string {
  const inner = oneLine(text)
  if (inner === '') return ''
  const ticks = '`'.repeat(longestRun(inner) + 1)
  const pad = /^`|`$/.test(inner) ? ' ' : ''
  return `${ticks}${pad}${inner}${pad}${ticks}`
}

/** A block of code with a fence that nothing in it can close; at most so many lines of at most 400 characters. */
export function block(text: string, language: string, most = Number.POSITIVE_INFINITY): string[] {
  const lines = plain(text).replace(/\s+$/, '').split('\n')
  const shown = lines.slice(0, most).map((line) => (line.length > 400 ? `${line.slice(0, 400)}…` : line))
  if (lines.length > most) shown.push(`… ${lines.length - most} more lines`)
  const fence = '`'.repeat(Math.max(3, longestRun(shown.join('\n')) + 1))
  return [`${fence}${language}`, ...shown, fence]
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))

/** A table; the cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [row(head), row(head.map(() => '---')), ...rows.map(row)]
}

/** The first so many items, and a line that tells how many more there are. */
export function first<T>(items: readonly T[], most: number, show: (item: T) => string[], what: string): string[] {
  const lines = items.slice(0, most).flatMap(show)
  return items.length > most ? [...lines, '', `… and ${items.length - most} more ${what} in the full report.`] : lines
}
