import type { Columns, Engine } from '../engine.js'
import type { Statement } from '../statements/statements.js'
import type { DriverError } from '../violation.js'
import { refusedColumns } from './values.js'

/** Types by their own names, which no language translates. */
const TYPE = /\b(smallint|integer|bigint|real|double precision)\b/
/** `A field with precision 5, scale 2 must round to an absolute value less than 10^3.` */
const FIELD = /^\D*(\d+)\D+?(-?\d+)\D/

const BITS: Readonly<Record<string, bigint>> = { smallint: 15n, integer: 31n, bigint: 63n }

/** The columns whose type holds no number so great or so small. */
export function outOfRange(engine: Engine, statement: Statement, error: DriverError): Promise<readonly Columns[]> {
  const [, precision, scale] = FIELD.exec(error.detail ?? '') ?? []
  const type = precision === undefined ? TYPE.exec(error.message)?.[1] : `numeric(${precision},${scale})`
  return refusedColumns(engine, statement, error, {
    type,
    refuses(text) {
      const value = Number(text)
      if (text === '' || Number.isNaN(value)) return false
      if (precision !== undefined) return rounds(value, Number(scale)) >= 10 ** (Number(precision) - Number(scale))
      const bits = BITS[type ?? '']
      if (bits === undefined) return Math.abs(value) > (type === 'real' ? MOST_OF_REAL : Number.MAX_VALUE)
      const whole = /^[+-]?\d+$/.test(text)
        ? BigInt(text)
        : Number.isFinite(value)
          ? BigInt(Math.round(value))
          : 2n ** 64n
      return whole >= 2n ** bits || whole < -(2n ** bits)
    },
  })
}

const MOST_OF_REAL = 3.4028235e38

const rounds = (value: number, scale: number): number => Math.round(Math.abs(value) * 10 ** scale) / 10 ** scale
