import type { Engine } from '../engine.js'
import type { Statement } from '../statements/statements.js'
import { driverError, isContention, type Violation } from '../violation.js'
import { outOfRange } from './out-of-range.js'
import { tooLong } from './too-long.js'

/** By SQLSTATE. */
const KINDS: Readonly<Record<string, Violation['kind']>> = {
  '23505': 'unique',
  '23503': 'foreignKey',
  '23502': 'notNull',
  '23514': 'check',
  '23P01': 'exclusion',
  '22001': 'tooLong',
  '22003': 'outOfRange',
  '40P01': 'deadlock',
  '40001': 'serialization',
  '55P03': 'lockTimeout',
}

/** How a statement that ran out of its time says that it waited for a row that another transaction had locked. */
const WAITED = /^while (updating|deleting|locking|inserting|rechecking) .*tuple/

/** Why the statement failed: PostgreSQL tells the kind, and the constraint's name or the column. */
export async function violation(engine: Engine, statement: Statement): Promise<Violation | undefined> {
  const error = driverError(statement)
  if (error === undefined) return undefined
  const kind = error.code === '57014' && WAITED.test(error.where ?? '') ? 'lockTimeout' : KINDS[error.code ?? '']
  if (kind === undefined) return undefined
  if (isContention(kind)) return { kind, statement, of: [] }
  if (kind === 'tooLong') return { kind, statement, of: await tooLong(engine, statement, error) }
  if (kind === 'outOfRange') return { kind, statement, of: await outOfRange(engine, statement, error) }
  const { table = '', column, constraint } = error
  const columns =
    column !== undefined ? [column] : constraint === undefined ? [] : await engine.columnsOf(table, constraint)
  return { kind, statement, of: [{ table, columns }], ...(constraint === undefined ? {} : { constraint }) }
}
