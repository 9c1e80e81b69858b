import type { Raw } from './raw.js'

/** Keeps what AUTOINCREMENT has counted to, in the database itself, whose integers are wider than JavaScript's. */
export function keepSequences(raw: Raw, schema: 'temp' | 'main') {
  const table = `${schema}.qa_integ_sequence`
  return Object.freeze({
    async keep(id: number, any: boolean): Promise<void> {
      await raw.exec(`CREATE TABLE IF NOT EXISTS ${table} (mark INTEGER, name TEXT, seq)`)
      if (any) await raw.exec(`INSERT INTO ${table} SELECT ${id}, name, seq FROM main.sqlite_sequence`)
    },
    /** The statements that put them back. */
    putBack(id: number, any: boolean): string {
      if (!any) return ''
      return `DELETE FROM main.sqlite_sequence; INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM ${table} WHERE mark = ${id}`
    },
    table,
  })
}
