import type { Position } from './model.js'

/** Finds line and column of offsets into a text. */
export interface Locator {
  at(offset: number): Position
}

/** Lines end as Markdown has it: LF, CRLF or CR. */
export function locator(text: string): Locator {
  const starts = [0]
  for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length)
  return {
    at(offset) {
      let low = 0
      let high = starts.length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((starts[middle] ?? 0) <= offset) low = middle
        else high = middle - 1
      }
      return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
    },
  }
}
