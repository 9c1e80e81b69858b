import type { Columns, Engine } from '../engine.js'
import type { Statement } from '../statements/statements.js'
import { type DriverError, driverError, isContention, type Violation } from '../violation.js'

/** By the server's number: mysql2 gives those that MariaDB alone has the names of other errors. */
const KINDS: Readonly<Record<number, Violation['kind']>> = {
  1062: 'unique',
  1586: 'unique',
  1451: 'foreignKey',
  1452: 'foreignKey',
  1048: 'notNull',
  1364: 'notNull',
  1406: 'tooLong',
  1264: 'outOfRange',
  1690: 'outOfRange',
  3819: 'check',
  4025: 'check',
  1213: 'deadlock',
  1020: 'serialization',
  1205: 'lockTimeout',
  3572: 'lockTimeout',
}

/** Why the statement failed: the server tells the kind, and in its text what the constraint or the column is called. */
export async function violation(engine: Engine, statement: Statement): Promise<Violation | undefined> {
  const error = driverError(statement)
  const kind = error === undefined ? undefined : KINDS[error.errno ?? 0]
  if (error === undefined || kind === undefined) return undefined
  if (isContention(kind)) return { kind, statement, of: [] }
  switch (kind) {
    case 'unique':
      return { kind, statement, ...(await uniqueOf(engine, statement, error)) }
    case 'foreignKey':
      return { kind, statement, ...foreignKeyOf(error) }
    case 'check':
      return { kind, statement, ...checkOf(statement, error) }
    case 'outOfRange':
      return { kind, statement, of: rangeOf(statement, error) }
    default: {
      const column = /'([^']+)'/.exec(error.message)?.[1]
      return { kind, statement, of: [{ table: targetOf(statement), columns: column === undefined ? [] : [column] }] }
    }
  }
}

type Told = Pick<Violation, 'of' | 'constraint'>

/** MySQL writes the table before the key, MariaDB the key alone: then it is one of a table that the statement names. */
async function uniqueOf(engine: Engine, statement: Statement, { message }: DriverError): Promise<Told> {
  const [, qualified, key = ''] = /for key '(?:([^'.]+)\.)?([^']+)'\s*$/.exec(message) ?? []
  const target = targetOf(statement)
  const tables = qualified === undefined ? [target, ...engine.tables().filter((name) => name !== target)] : [qualified]
  const of: Columns[] = []
  for (const table of tables) {
    // Every table has a key of this name: a trigger may have written to another one, but that can't be known.
    if (key === 'PRIMARY' && of.length > 0) break
    const columns = await engine.columnsOf(table, key)
    if (columns.length > 0) of.push({ table, columns })
    if (columns.length > 0 && table === target) break
  }
  return { of, constraint: key }
}

function foreignKeyOf({ message }: DriverError): Told {
  const [, table = '', constraint = '', columns = ''] =
    /\(`[^`]+`\.`([^`]+)`, CONSTRAINT `([^`]+)` FOREIGN KEY \(([^)]+)\)/.exec(message) ?? []
  const names = [...columns.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)
  return { of: [{ table, columns: names }], constraint }
}

function checkOf(statement: Statement, { message }: DriverError): Told {
  const [, constraint = '', table] =
    /CONSTRAINT `([^`]+)` failed for `[^`]+`\.`([^`]+)`/.exec(message) ?? /constraint '([^']+)'/i.exec(message) ?? []
  return { of: [{ table: table ?? targetOf(statement), columns: [] }], constraint: constraint.split('.').at(-1)! }
}

/** `Out of range value for column 'stock'`, or of what was worked out, `value is out of range in '(`shop`.`items`.`stock` - 5)'`. */
function rangeOf(statement: Statement, { message }: DriverError): readonly Columns[] {
  const column = /for column '([^']+)'/.exec(message)?.[1]
  if (column !== undefined) return [{ table: targetOf(statement), columns: [column] }]
  const named = [...message.matchAll(/`([^`]+)`\.`([^`]+)`(?!\.)/g)].map(([, table, name]) => ({
    table: table!,
    name: name!,
  }))
  const [first] = named
  const columns = [...new Set(named.filter(({ table }) => table === first?.table).map(({ name }) => name))]
  return first === undefined ? [] : [{ table: first.table, columns }]
}

/** The table that a statement writes to. */
function targetOf({ sql }: Statement): string {
  const [, quoted, plain] =
    /\b(?:INTO|UPDATE|FROM|REPLACE)\s+(?:(?:LOW_PRIORITY|IGNORE|INTO)\s+)*(?:`[^`]+`\.)?(?:`([^`]+)`|([\w$]+))/i.exec(
      sql,
    ) ?? []
  return quoted ?? plain ?? ''
}
