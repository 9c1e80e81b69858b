import { type DataSource, type EntityManager, EntitySchema } from 'typeorm'

/** The table that the anomalies of https://github.com/ept/hermitage are about; it begins as 1 => 10, 2 => 20. */
export interface Cell {
  id: number
  value: number
}
export const Cell = new EntitySchema<Cell>({
  name: 'Cell',
  tableName: 'test',
  columns: { id: { type: Number, primary: true }, value: { type: Number } },
})

/** What was seen: by each transaction that was committed, statement by statement, and afterwards. */
export interface Seen {
  /** By transaction; undefined where it failed. */
  readonly reads: readonly (readonly Rows[] | undefined)[]
  readonly final: Rows
}
/** Values by id. */
export type Rows = ReadonlyMap<number, number>

/** Something that can go wrong between transactions, and how one sees that it did. */
export interface Anomaly {
  readonly name: AnomalyName
  /** The statements of each transaction; its last one commits unless it is told to abort. */
  readonly transactions: readonly (readonly string[])[]
  readonly occurred: (seen: Seen) => boolean
}

export type AnomalyName =
  | 'G0'
  | 'G1a'
  | 'G1b'
  | 'G1c'
  | 'OTV'
  | 'PMP'
  | 'PMP-write'
  | 'P4'
  | 'G-single'
  | 'G-single-predicate'
  | 'G-single-write'
  | 'G2-item'
  | 'G2'
  | 'G2-two-edges'

export const ABORT = 'abort'

const set = (id: number, value: number | string) => `UPDATE test SET value = ${value} WHERE id = ${id}`
const see = (id: number) => `SELECT id, value FROM test WHERE id = ${id}`
const ALL = 'SELECT id, value FROM test'
const IN_ORDER = `${ALL} ORDER BY id`
const thirds = `${ALL} WHERE value % 3 = 0`

export const ANOMALIES: readonly Anomaly[] = [
  {
    name: 'G0',
    transactions: [
      [set(1, 11), set(2, 21)],
      [set(1, 12), set(2, 22)],
    ],
    occurred: ({ reads, final }) => succeeded(reads) && ['11 22', '12 21'].includes([...final.values()].join(' ')),
  },
  {
    name: 'G1a',
    transactions: [[set(1, 101), ABORT], [ALL]],
    occurred: ({ reads: [, b] }) => b?.[0]?.get(1) === 101,
  },
  {
    name: 'G1b',
    transactions: [[set(1, 101), set(1, 11)], [ALL]],
    occurred: ({ reads: [, b] }) => b?.[0]?.get(1) === 101,
  },
  {
    name: 'G1c',
    transactions: [
      [set(1, 11), see(2)],
      [set(2, 22), see(1)],
    ],
    occurred: ({ reads: [a, b] }) => a?.[1]?.get(2) === 22 && b?.[1]?.get(1) === 11,
  },
  {
    name: 'OTV',
    transactions: [
      [set(1, 11), set(2, 19)],
      [set(1, 12), set(2, 18)],
      [IN_ORDER, IN_ORDER, IN_ORDER],
    ],
    // A statement sees one transaction in one row, and the other one in the other.
    occurred: ({ reads: [, , c] }) =>
      c?.some((rows) => ['12 19', '11 18'].includes([...rows.values()].join(' '))) ?? false,
  },
  {
    name: 'PMP',
    transactions: [[`${ALL} WHERE value = 30`, thirds], ['INSERT INTO test (id, value) VALUES (3, 30)']],
    occurred: ({ reads: [a] }) => a?.[0]?.size === 0 && a[1]!.size === 1,
  },
  {
    name: 'PMP-write',
    transactions: [
      ['UPDATE test SET value = value + 10'],
      [`${ALL} WHERE value = 20`, 'DELETE FROM test WHERE value = 20', ALL],
    ],
    // A row with the value is there after it was deleted, or another one is gone than was seen.
    occurred: ({ reads: [a, b] }) =>
      a !== undefined &&
      b !== undefined &&
      ([...b[2]!.values()].includes(20) || [...b[0]!.keys()].some((id) => b[2]!.has(id))),
  },
  {
    name: 'P4',
    transactions: [
      [see(1), set(1, 11)],
      [see(1), set(1, 12)],
    ],
    occurred: ({ reads: [a, b] }) => a?.[0]?.get(1) === 10 && b?.[0]?.get(1) === 10,
  },
  {
    name: 'G-single',
    transactions: [
      [see(1), see(2)],
      [set(1, 12), set(2, 18)],
    ],
    occurred: ({ reads: [a] }) => a?.[0]?.get(1) === 10 && a[1]!.get(2) === 18,
  },
  {
    name: 'G-single-predicate',
    transactions: [[`${ALL} WHERE value % 5 = 0`, thirds], ['UPDATE test SET value = 12 WHERE value = 10']],
    occurred: ({ reads: [a] }) => a?.[0]?.size === 2 && a[1]!.size === 1,
  },
  {
    name: 'G-single-write',
    transactions: [
      [see(1), 'DELETE FROM test WHERE value = 20'],
      [set(1, 12), set(2, 18)],
    ],
    occurred: ({ reads: [a, b], final }) => b !== undefined && a?.[0]?.get(1) === 10 && final.has(2),
  },
  {
    name: 'G2-item',
    transactions: [
      [`${ALL} WHERE id IN (1, 2)`, set(1, 11)],
      [`${ALL} WHERE id IN (1, 2)`, set(2, 21)],
    ],
    occurred: ({ reads: [a, b] }) => a?.[0]?.get(2) === 20 && b?.[0]?.get(1) === 10,
  },
  {
    name: 'G2',
    transactions: [
      [thirds, 'INSERT INTO test (id, value) VALUES (3, 30)'],
      [thirds, 'INSERT INTO test (id, value) VALUES (4, 42)'],
    ],
    occurred: ({ reads: [a, b] }) => a?.[0]?.size === 0 && b?.[0]?.size === 0,
  },
  {
    // Fekete's: the reader in between makes the order impossible.
    name: 'G2-two-edges',
    transactions: [[ALL, set(1, 0)], [set(2, 'value + 5')], [ALL]],
    occurred: ({ reads: [a, b, c] }) =>
      b !== undefined && a?.[0]?.get(2) === 20 && c?.[0]?.get(1) === 10 && c[0]!.get(2) === 25,
  },
]

const succeeded = (reads: Seen['reads']): boolean => reads.every((one) => one !== undefined)

/** A transaction as a task of a race; hands back what its statements saw. */
export function transaction(
  dataSource: DataSource,
  level: Parameters<DataSource['transaction']>[0],
  statements: readonly string[],
): Promise<Rows[] | undefined> {
  const aborted = new Error('it was to abort')
  return dataSource
    .transaction(level as 'SERIALIZABLE', async (manager: EntityManager) => {
      const reads: Rows[] = []
      for (const sql of statements) {
        if (sql === ABORT) throw aborted
        reads.push(rowsOf(await manager.query(sql)))
      }
      return reads
    })
    .catch((error: unknown) => {
      if (error !== aborted) throw error
      return undefined
    })
}

export function rowsOf(result: unknown): Rows {
  const rows = Array.isArray(result) ? (result as readonly Partial<Cell>[]) : []
  return new Map(rows.filter((row) => row?.id !== undefined).map(({ id, value }) => [Number(id), Number(value)]))
}
