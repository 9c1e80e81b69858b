import type { Engine } from '../engine.js'
import type { Statement } from '../statements.js'
import { driverError, type Violation } from '../violation.js'

/** By SQLSTATE. */
const KINDS: Readonly<Record<string, Violation['kind']>> = {
  '23505': 'unique',
  '23503': 'foreignKey',
  '23502': 'notNull',
  '23514': 'check',
}

/** The constraint that the failed statement broke: PostgreSQL tells its kind and its name, or the column. */
export async function violation(engine: Engine, statement: Statement): Promise<Violation | undefined> {
  const error = driverError(statement)
  const kind = KINDS[error?.code ?? '']
  if (error === undefined || kind === undefined) return undefined
  const { table = '', column, constraint } = error
  const columns =
    column !== undefined ? [column] : constraint === undefined ? [] : await engine.columnsOf(table, constraint)
  return { kind, statement, of: [{ table, columns }], ...(constraint === undefined ? {} : { constraint }) }
}
