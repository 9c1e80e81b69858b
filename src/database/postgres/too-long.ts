import type { Columns, Engine } from '../engine.js'
import type { Statement } from '../statements/statements.js'
import type { DriverError } from '../violation.js'
import { refusedColumns } from './values.js'

/** The type as the error names it, whatever its language. */
const TYPE = /\b(?:character varying|character|bit varying)\((\d+)\)/

/** The columns that a value was too long for. */
export function tooLong(engine: Engine, statement: Statement, error: DriverError): Promise<readonly Columns[]> {
  const [type, length] = TYPE.exec(error.message) ?? []
  return refusedColumns(engine, statement, error, {
    type,
    refuses: (text) => [...text.trimEnd()].length > Number(length),
  })
}
