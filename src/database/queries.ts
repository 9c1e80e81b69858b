import { type Expectation, expectation } from '../scenario/step.js'
import type { Part } from '../scenario/world.js'
import { checkProperties, metadataOf, nameOf } from './entity.js'
import type { Live } from './live.js'
import type { EntityClass } from './provision.js'
import { describeStatement, placeOfStatement, type Statement, verbOf, worksOnRows } from './statements.js'
import { databaseNames } from './violation.js'

/**
 * What the statements of the when are like; those of givens and expects don't count, nor do BEGIN, COMMIT and their like.
 *
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { database } from 'qa-integ/database'
 * import { EntitySchema } from 'typeorm'
 *
 * interface User { id: number; email: string }
 * const User = new EntitySchema<User>({
 *   name: 'User',
 *   tableName: 'users',
 *   columns: { id: { type: Number, primary: true, generated: true }, email: { type: String, unique: true } },
 * })
 * const db = database({ entities: { users: User } })
 *
 * scenario('a user is found by e-mail')
 *   .given(db.hasMany(User, 100, (i) => ({ email: `user${i}@example.com` })))
 *   .when('one is looked up', () => db.repository(User).findOneBy({ email: 'user50@example.com' }))
 *   .expect(db.queries.useIndex(User, 'email'))
 *   .expect(db.queries.noRepeats())
 *   .expect(db.queries.atMost(1))
 * ```
 */
export interface Queries {
  /** At most so many statements. */
  atMost(n: number): Expectation<unknown, object>
  /** No line of the code sends the same query again and again with other values, as it does when it asks for each row's relations (N+1). */
  noRepeats(): Expectation<unknown, object>
  /** Rows of the entity are sought by an index over these columns, first ones first. */
  useIndex<E extends object>(entity: EntityClass<E>, ...columns: (keyof E & string)[]): Expectation<unknown, object>
}

export function queries(live: () => Live, uses: readonly Part[]): Queries {
  const sent = (): readonly Statement[] => {
    const statements = live()
      .log.ofWhen()
      .filter(({ sql }) => worksOnRows(sql))
    if (statements.length === 0)
      fail('the when sent no statement to this database, so there is nothing to say of its queries')
    return statements
  }
  return Object.freeze({
    atMost(n: number) {
      if (!Number.isInteger(n) || n < 1)
        throw new TypeError(`db.queries.atMost(${String(n)}) needs a whole number, 1 or more`)
      return expectation<unknown, object>(
        `at most ${n} ${n === 1 ? 'query' : 'queries'}`,
        () => {
          const statements = sent()
          if (statements.length > n)
            fail([`${statements.length} queries, at most ${n} were expected:`, ...listed(statements)].join('\n'))
        },
        undefined,
        { uses },
      )
    },
    noRepeats() {
      return expectation<unknown, object>(
        'no query is repeated',
        () => {
          const groups = new Map<string, Statement[]>()
          for (const statement of sent().filter(({ sql }) => verbOf(sql) === 'SELECT')) {
            const key = `${fingerprint(statement.sql)}\n${placeOfStatement(statement)}`
            groups.set(key, [...(groups.get(key) ?? []), statement])
          }
          const repeated = [...groups.values()].filter(({ length }) => length > 1)
          if (repeated.length > 0)
            fail(
              [
                'queries are repeated from the same line; ask for all rows at once, by a join, relations or In([...]):',
                ...repeated.map((group) => `  ${group.length} times ${describeStatement(group[0]!)}`),
              ].join('\n'),
            )
        },
        undefined,
        { uses },
      )
    },
    useIndex(entity: EntityClass<object>, ...properties: string[]) {
      const word = `db.queries.useIndex(${nameOf(entity)})`
      if (properties.length === 0) throw new TypeError(`${word} needs the columns of the index`)
      return expectation<unknown, object>(
        `rows of ${nameOf(entity)} are sought by the index over ${properties.join(', ')}`,
        async () => {
          const { dataSource, engine } = live()
          const metadata = metadataOf(dataSource, entity)
          const columns = databaseNames(metadata, properties)
          const about = sent().filter(
            ({ sql }) => EXPLAINED.has(verbOf(sql)) && new RegExp(`\\b${metadata.tableName}\\b`).test(sql),
          )
          if (about.length === 0)
            fail(`no statement of the when reads ${metadata.tableName}:\n${listed(sent()).join('\n')}`)
          const lines: string[] = []
          for (const statement of about) {
            const plan = await engine.explain(statement.sql, statement.parameters)
            if (
              plan.seeks.some(
                (seek) => seek.table === metadata.tableName && columns.every((column, i) => seek.columns[i] === column),
              )
            )
              return
            lines.push(`  ${describeStatement(statement)}`, ...plan.lines.map((line) => `    ${line}`))
          }
          fail(
            [
              `no statement seeks rows of ${metadata.tableName} by an index over ${columns.join(', ')}; the plans are:`,
              ...lines,
            ].join('\n'),
          )
        },
        () =>
          checkProperties(
            metadataOf(live().dataSource, entity),
            Object.fromEntries(properties.map((one) => [one, null])),
            word,
          ),
        { uses },
      )
    },
  }) as Queries
}

const EXPLAINED: ReadonlySet<string> = new Set(['SELECT', 'UPDATE', 'DELETE', 'WITH'])
const MOST = 20

/** The statement without its values. */
function fingerprint(sql: string): string {
  return sql
    .replace(/'(?:[^']|'')*'/g, '?')
    .replace(/\$\d+/g, '?')
    .replace(/\b\d+\b/g, '?')
    .replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, '(?)')
    .replace(/\s+/g, ' ')
    .trim()
}

function listed(statements: readonly Statement[]): string[] {
  const rest = statements.length - MOST
  return [
    ...statements.slice(0, MOST).map((statement) => `  ${describeStatement(statement)}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ]
}

function fail(message: string): never {
  throw Object.assign(new Error(message), { name: 'AssertionError' })
}
