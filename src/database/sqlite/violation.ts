import type { Columns } from '../engine.js'
import type { Statement } from '../statements.js'
import { driverError, type Violation } from '../violation.js'

/** The constraint that the failed statement broke: SQLite tells it in the text of its error. */
export function violation(statement: Statement): Violation | undefined {
  const message = driverError(statement)?.message ?? ''
  const [, word, rest = ''] =
    /(UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(?:: ([\s\S]*))?/.exec(message) ?? []
  switch (word) {
    case 'UNIQUE':
    case 'NOT NULL':
      return { kind: word === 'UNIQUE' ? 'unique' : 'notNull', statement, of: [named(rest)] }
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

/** `users.email, users.name` */
function named(text: string): Columns {
  const parts = text.split(', ').map((part) => part.trim())
  const at = parts[0]!.indexOf('.')
  const table = parts[0]!.slice(0, at)
  return { table, columns: parts.map((part) => part.slice(at + 1)) }
}

/** The table that a statement writes to. */
function targetOf(sql: string): string {
  return /\b(?:INTO|UPDATE(?:\s+OR\s+\w+)?|FROM)\s+(?:"?\w+"?\.)?["`[]?(\w+)/i.exec(sql)?.[1] ?? ''
}
