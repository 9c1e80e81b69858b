import { type Expectation, expectation } from '../scenario/step.js'
import type { Part } from '../scenario/world.js'
import { checkProperties, metadataOf, nameOf } from './entity.js'
import type { Live } from './live.js'
import type { EntityClass } from './provision.js'
import { describeStatement } from './statements.js'
import { databaseNames, describeViolation, type Violation } from './violation.js'

/**
 * A statement of the when broke this constraint, whatever the caller made of it: an error, a 409.
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
 * scenario('an e-mail address is taken once')
 *   .given(db.has(User, { email: 'ann@example.com' }))
 *   .when('it is registered again', () => db.repository(User).insert({ email: 'ann@example.com' }))
 *   .expectError(db.violates.unique(User, 'email'))
 *   .expect(db.unchanged())
 * ```
 */
export interface Violates {
  /** The unique constraint or index over exactly these columns, or the primary key. */
  unique<E extends object>(entity: EntityClass<E>, ...columns: (keyof E & string)[]): Expectation<unknown, object>
  /** The foreign key of this column: a row without its parent, or a parent that was to go while rows lead to it. */
  foreignKey<E extends object>(entity: EntityClass<E>, column: keyof E & string): Expectation<unknown, object>
  /** The column was left without a value. */
  notNull<E extends object>(entity: EntityClass<E>, column: keyof E & string): Expectation<unknown, object>
  /** A check of the table, any of them where none is named. */
  check<E extends object>(entity: EntityClass<E>, name?: string): Expectation<unknown, object>
}

export function violates(live: () => Live, uses: readonly Part[]): Violates {
  const broken = (
    kind: Violation['kind'],
    entity: EntityClass<object>,
    properties: readonly string[],
    constraint?: string,
  ): Expectation<unknown, object> => {
    const name = nameOf(entity)
    const word = `db.violates.${kind}(${name}${properties.map((property) => `, '${property}'`).join('')})`
    if (kind !== 'check' && properties.length === 0) throw new TypeError(`${word} needs the columns that it is about`)
    const title = `${{ unique: 'unique', foreignKey: 'foreign key', notNull: 'not null', check: 'check' }[kind]} of ${name}${
      properties.length > 0 ? `(${properties.join(', ')})` : ''
    }${constraint ? ` "${constraint}"` : ''} is broken`
    return expectation<unknown, object>(
      title,
      async () => {
        const { dataSource, dialect, engine, log } = live()
        const metadata = metadataOf(dataSource, entity)
        const columns = databaseNames(metadata, properties)
        const statements = log.ofWhen()
        const found: Violation[] = []
        for (const statement of statements) {
          const violation = statement.error === undefined ? undefined : await dialect.violation(engine, statement)
          if (violation) found.push(violation)
        }
        const fits = found.some(
          (one) =>
            one.kind === kind &&
            (constraint === undefined || one.constraint === constraint) &&
            one.of.some(
              (about) => about.table === metadata.tableName && (kind === 'check' || sameSet(about.columns, columns)),
            ),
        )
        if (fits) return
        const failed = statements.filter(({ error }) => error !== undefined)
        const said = found.length > 0 ? 'Broken was' : failed.length > 0 ? 'What failed, failed for another reason' : ''
        const lines =
          found.length > 0
            ? found.map((one) => `  ${describeViolation(one)}: ${describeStatement(one.statement)}`)
            : failed.map((one) => `  ${(one.error as Error)?.message}: ${describeStatement(one)}`)
        throw Object.assign(
          new Error(
            [
              `no statement of the when broke the ${title.replace(/ is broken$/, '')}${
                statements.length === 0
                  ? '; the when sent none to this database'
                  : failed.length === 0
                    ? `; none of its ${statements.length} failed`
                    : `. ${said}:`
              }`,
              ...lines,
            ].join('\n'),
          ),
          { name: 'AssertionError' },
        )
      },
      () => {
        const metadata = metadataOf(live().dataSource, entity)
        checkProperties(metadata, Object.fromEntries(properties.map((property) => [property, null])), word)
      },
      { uses },
    )
  }
  return Object.freeze({
    unique: (entity: EntityClass<object>, ...columns: string[]) => broken('unique', entity, columns),
    foreignKey: (entity: EntityClass<object>, column: string) => broken('foreignKey', entity, [column]),
    notNull: (entity: EntityClass<object>, column: string) => broken('notNull', entity, [column]),
    check: (entity: EntityClass<object>, name?: string) => broken('check', entity, [], name),
  }) as Violates
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one))
}
