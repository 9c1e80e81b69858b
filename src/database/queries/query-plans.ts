import { type Expectation, expectation } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { assertion } from '../assertion.js'
import type { Plan } from '../engine.js'
import { metadataOf, nameOf } from '../entity.js'
import type { Live } from '../live.js'
import { nearestName } from '../nearest-name.js'
import type { EntityClass } from '../place/provision.js'
import { fingerprint } from '../statements/fingerprint.js'
import { describeStatement, type Statement, verbOf, worksOnRows } from '../statements/statements.js'
import { checkColumns, databaseNames } from '../violation.js'

/** A statement that ran, and how the engine finds its rows. */
export interface Planned {
  readonly statement: Statement
  readonly plan: Plan
}

/** Of what the engine can say how it finds rows. */
const READING: ReadonlySet<string> = new Set(['SELECT', 'UPDATE', 'DELETE', 'WITH', 'MERGE', 'TABLE'])
/** What finds no rows, or asks the engine itself. */
const APART: ReadonlySet<string> = new Set(
  'INSERT REPLACE VALUES CREATE DROP ALTER TRUNCATE COMMENT GRANT REVOKE ANALYZE VACUUM REINDEX EXPLAIN SHOW DESCRIBE DISCARD LISTEN NOTIFY LOCK USE'.split(
    ' ',
  ),
)

/** The plans of the statements that the when sent, each shape of a statement once. */
export async function plansOf({ engine }: Live, statements: readonly Statement[]): Promise<readonly Planned[]> {
  const shapes = new Map<string, Statement>()
  for (const statement of statements) {
    const key = fingerprint(statement.sql)
    if (!shapes.has(key)) shapes.set(key, statement)
  }
  const planned: Planned[] = []
  for (const statement of shapes.values()) {
    const { sql, parameters } = statement
    const verb = verbOf(sql)
    const reads = READING.has(verb) || (APART.has(verb) && /^(INSERT|REPLACE)$/.test(verb) && /\bSELECT\b/i.test(sql))
    if (!reads && APART.has(verb)) continue
    if (!reads) throw inexplicable(statement, `${verb || 'it'} runs what the engine does not show`)
    try {
      planned.push({ statement, plan: await engine.explain(sql, parameters) })
    } catch (error) {
      throw inexplicable(statement, (error as Error).message)
    }
  }
  return planned
}

function inexplicable(statement: Statement, why: string): Error {
  return assertion(
    `nothing can be said of a statement of the when, for the engine does not tell its plan (${why}): ${describeStatement(statement)}`,
  )
}

/** The plans of what reads, of which there must be one. */
async function reading(live: Live, statements: readonly Statement[]): Promise<readonly Planned[]> {
  const planned = await plansOf(live, statements)
  if (planned.length > 0) return planned
  throw assertion(
    [
      'no statement of the when finds rows, so there is no plan to judge; it sent:',
      ...statements.slice(0, 5).map((statement) => `  ${describeStatement(statement)}`),
    ].join('\n'),
  )
}

/**
 * Which tables `db.queries.scanNothing` lets be read whole: small ones that stay small, by the names that `delta` knows.
 *
 * @example
 * ```ts
 * import type { ScanOptions } from 'qa-integ/database'
 *
 * const options: ScanOptions = { except: ['countries'] }
 * ```
 */
export interface ScanOptions {
  /** Names of tables, as `delta` knows them. */
  readonly except?: readonly string[]
}

/** The step value behind `db.queries.scanNothing`. */
export function scanNothing(
  live: () => Live,
  uses: readonly Part[],
  sent: () => readonly Statement[],
  options: ScanOptions = {},
): Expectation<unknown, object> {
  const { except = [], ...stray } = options
  const word = 'db.queries.scanNothing({ except })'
  if (Object.keys(stray).length > 0 || !Array.isArray(except) || except.some((name) => typeof name !== 'string'))
    throw new TypeError(
      `${word} takes the names of tables that may be read whole, as in db.queries.scanNothing({ except: ['countries'] })`,
    )
  const tables = (): string[] => except.map((name) => live().labels.get(name)?.table ?? name)
  return expectation<unknown, object>(
    `no table is read whole${except.length > 0 ? ` but ${except.join(', ')}` : ''}`,
    async () => {
      const allowed = new Set(tables())
      const wrong = (await reading(live(), sent())).flatMap(({ statement, plan }) => {
        const scans = plan.scans.filter((table) => !allowed.has(table))
        return scans.length === 0 ? [] : [`  ${scans.join(', ')}: ${describeStatement(statement)}`, ...indented(plan)]
      })
      if (wrong.length > 0)
        throw assertion(
          [
            'statements read a whole table, which takes longer with every row; give the condition an index that it can use, or name the table in scanNothing({ except: [...] }):',
            ...wrong,
          ].join('\n'),
        )
    },
    () => {
      const { engine, labels, sites } = live()
      sites.want(1)
      const known = [...new Set([...labels.keys(), ...engine.tables()])]
      const stranger = except.find((name) => !known.includes(name))
      if (stranger !== undefined)
        throw new Error(
          `${word}: there is no table "${stranger}"${nearestName(stranger, known)}; there are ${known.join(', ')}`,
        )
    },
    { uses },
  )
}

/** The step value behind `db.queries.noSort`. */
export function noSort(
  live: () => Live,
  uses: readonly Part[],
  sent: () => readonly Statement[],
): Expectation<unknown, object> {
  return expectation<unknown, object>(
    'nothing is sorted apart from an index',
    async () => {
      const wrong = (await reading(live(), sent())).flatMap(({ statement, plan }) =>
        plan.sorts.length === 0 ? [] : [`  ${describeStatement(statement)}`, ...indented(plan)],
      )
      if (wrong.length > 0)
        throw assertion(
          [
            'statements sort what they have found, all of it before the first row is there; an index over the condition and then the order hands rows out sorted:',
            ...wrong,
          ].join('\n'),
        )
    },
    () => live().sites.want(1),
    { uses },
  )
}

/** The step value behind `db.queries.useIndex`. */
export function useIndex(
  live: () => Live,
  uses: readonly Part[],
  sent: () => readonly Statement[],
  entity: EntityClass<object>,
  properties: readonly string[],
): Expectation<unknown, object> {
  const word = `db.queries.useIndex(${nameOf(entity)})`
  if (properties.length === 0) throw new TypeError(`${word} needs the columns of the index`)
  return expectation<unknown, object>(
    `rows of ${nameOf(entity)} are sought by the index over ${properties.join(', ')}`,
    async () => {
      const own = live()
      const metadata = metadataOf(own.dataSource, entity)
      const { tableName: table } = metadata
      const columns = databaseNames(metadata, properties)
      const statements = sent()
      const named = statements.filter(({ sql }) => names(sql, table))
      const about = (await plansOf(own, statements)).filter(
        ({ statement, plan }) =>
          names(statement.sql, table) || plan.scans.includes(table) || plan.seeks.some((seek) => seek.table === table),
      )
      if (about.length === 0)
        throw assertion(
          [
            `no statement of the when ${named.length > 0 ? 'looks for rows of' : 'reads'} ${table}:`,
            ...statements.slice(0, 20).map((statement) => `  ${describeStatement(statement)}`),
          ].join('\n'),
        )
      const serves = (seek: { readonly table: string; readonly columns: readonly string[] }): boolean =>
        seek.table === table && columns.every((column, i) => seek.columns[i] === column)
      if (about.some(({ plan }) => plan.seeks.some(serves))) return
      const there = (await own.dialect.indexes(own.dataSource)).find(serves)
      throw assertion(
        [
          `no statement seeks rows of ${table} by an index over ${columns.join(', ')}; ${
            there
              ? `there is one${there.index ? `, ${there.index}` : ''}, which their conditions can't use: a function, a cast or another order of the columns stands in the way`
              : 'there is no such index'
          }. The plans are:`,
          ...about.flatMap(({ statement, plan }) => [`  ${describeStatement(statement)}`, ...indented(plan)]),
        ].join('\n'),
      )
    },
    () => {
      const { dataSource, sites } = live()
      checkColumns(metadataOf(dataSource, entity), properties, word)
      sites.want(1)
    },
    { uses },
  )
}

/** Whether the statement names the table, quoted or not. */
function names(sql: string, table: string): boolean {
  const bare = table.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return worksOnRows(sql) && new RegExp(`(?<![\\w$])${bare}(?![\\w$])`, 'i').test(sql)
}

function indented({ lines }: Plan): string[] {
  return lines.map((line) => `    ${line}`)
}
