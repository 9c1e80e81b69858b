import { Raw } from 'typeorm'

/** One page of a list. */
export interface Page {
  readonly limit?: number
  readonly offset?: number
}

/** Rows that hold the words, in any case; what SQL would read as a wildcard is taken literally. */
export function containing(words: string) {
  const pattern = `%${words.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  return Raw((column) => `LOWER(${column}) LIKE :pattern ESCAPE '\\'`, { pattern })
}
