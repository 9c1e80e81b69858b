import type { Columns, Engine } from '../engine.js'
import type { Statement } from '../statements/statements.js'
import { type ContentionKind, driverError, type Violation } from '../violation.js'

/** Why the statement failed: SQLite tells the constraint in the text of its error. */
export async function violation(engine: Engine, statement: Statement): Promise<Violation | undefined> {
  const { code = '', message = '' } = driverError(statement) ?? {}
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return { kind: contention(code, statement), statement, of: [] }
  const [, table, column] = /cannot store REAL value in INTEGER column (.+)\.([^.]+)$/.exec(message) ?? []
  if (table !== undefined) return { kind: 'outOfRange', statement, of: [{ table, columns: [column!] }] }
  const [, word, rest = ''] =
    /(UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(?:: ([\s\S]*))?/.exec(message) ?? []
  switch (word) {
    case 'UNIQUE':
    case 'NOT NULL':
      return { kind: word === 'UNIQUE' ? 'unique' : 'notNull', statement, of: [await named(rest, engine, statement)] }
    case 'CHECK':
      return {
        kind: 'check',
        statement,
        of: [{ table: targetOf(statement.sql), columns: [] }],
        constraint: rest.trim(),
      }
    case 'FOREIGN KEY':
      return { kind: 'foreignKey', statement, of: statement.brokenForeignKeys ?? [] }
    default:
      return undefined
  }
}

/**
 * Only a driver with extended codes tells that the rows a transaction has read are out of date. A transaction that has
 * read can't wait its turn to write in any case: SQLite refuses at once, and all of it has to be done again.
 */
function contention(code: string, { hasRead }: Statement): ContentionKind {
  return code === 'SQLITE_BUSY_SNAPSHOT' || hasRead ? 'serialization' : 'lockTimeout'
}

/** `users.email, users.name`; of an index over expressions, SQLite tells the name alone. */
async function named(text: string, engine: Engine, { sql }: Statement): Promise<Columns> {
  const index = /^index '(.*)'$/s.exec(text.trim())?.[1]
  if (index !== undefined) return { table: targetOf(sql), columns: await engine.columnsOf(targetOf(sql), index) }
  const parts = text.split(', ').map((part) => part.trim())
  const at = parts[0]!.indexOf('.')
  const table = parts[0]!.slice(0, at)
  return { table, columns: parts.map((part) => part.slice(at + 1)) }
}

/** The table that a statement writes to. */
function targetOf(sql: string): string {
  return /\b(?:INTO|UPDATE(?:\s+OR\s+\w+)?|FROM)\s+(?:"?\w+"?\.)?["`[]?(\w+)/i.exec(sql)?.[1] ?? ''
}
