import { type Expectation, expectation } from '../scenario/step.js'
import type { Part } from '../scenario/world.js'
import { checkProperties, metadataOf, nameOf } from './entity.js'
import type { Live } from './live.js'
import type { EntityClass } from './provision.js'
import { describeStatement } from './statements.js'
import {
  type ConstraintKind,
  type ContentionKind,
  databaseNames,
  describeKind,
  describeViolation,
  isContention,
  type Violation,
} from './violation.js'

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
  /** Transactions waited for each other in a circle, and the database gave this one up. */
  deadlock(): Expectation<unknown, object>
  /** The transaction could not be put in an order with those beside it, and has to be tried again. */
  serialization(): Expectation<unknown, object>
  /** A lock that another transaction holds was not to be had: not in time, or not at once where no waiting was asked for. */
  lockTimeout(): Expectation<unknown, object>
}

export function violates(live: () => Live, uses: readonly Part[]): Violates {
  const broken = (
    kind: ConstraintKind,
    entity: EntityClass<object>,
    properties: readonly string[],
    constraint?: string,
  ): Expectation<unknown, object> => {
    const name = nameOf(entity)
    const word = `db.violates.${kind}(${name}${properties.map((property) => `, '${property}'`).join('')})`
    if (kind !== 'check' && properties.length === 0) throw new TypeError(`${word} needs the columns that it is about`)
    const title = `${describeKind(kind)} of ${name}${
      properties.length > 0 ? `(${properties.join(', ')})` : ''
    }${constraint ? ` "${constraint}"` : ''} is broken`
    return expectation<unknown, object>(
      title,
      async () => {
        const metadata = metadataOf(live().dataSource, entity)
        const columns = databaseNames(metadata, properties)
        await requireViolation(
          live(),
          (one) =>
            one.kind === kind &&
            (constraint === undefined || one.constraint === constraint) &&
            one.of.some(
              (about) => about.table === metadata.tableName && (kind === 'check' || sameSet(about.columns, columns)),
            ),
          `broke the ${title.replace(/ is broken$/, '')}`,
        )
      },
      () => {
        const metadata = metadataOf(live().dataSource, entity)
        checkProperties(metadata, Object.fromEntries(properties.map((property) => [property, null])), word)
      },
      { uses },
    )
  }
  const contended = (kind: ContentionKind): Expectation<unknown, object> =>
    expectation<unknown, object>(
      `a statement fails by a ${describeKind(kind)}`,
      () => requireViolation(live(), (one) => one.kind === kind, `failed by a ${describeKind(kind)}`),
      undefined,
      { uses },
    )
  return Object.freeze({
    unique: (entity: EntityClass<object>, ...columns: string[]) => broken('unique', entity, columns),
    foreignKey: (entity: EntityClass<object>, column: string) => broken('foreignKey', entity, [column]),
    notNull: (entity: EntityClass<object>, column: string) => broken('notNull', entity, [column]),
    check: (entity: EntityClass<object>, name?: string) => broken('check', entity, [], name),
    deadlock: () => contended('deadlock'),
    serialization: () => contended('serialization'),
    lockTimeout: () => contended('lockTimeout'),
  }) as Violates
}

/** Fails unless a statement of the when failed by what fits; `did` is what no statement did then. */
async function requireViolation(
  { dialect, engine, log }: Live,
  fits: (violation: Violation) => boolean,
  did: string,
): Promise<void> {
  const statements = log.ofWhen()
  const failed = statements.filter(({ error }) => error !== undefined)
  const found: Violation[] = []
  for (const statement of failed) {
    const violation = await dialect.violation(engine, statement)
    if (violation) found.push(violation)
  }
  if (found.some(fits)) return
  const broken = found.every(({ kind }) => !isContention(kind)) ? 'Broken was' : 'What failed, failed by'
  const why =
    statements.length === 0
      ? '; the when sent none to this database'
      : failed.length === 0
        ? `; none of its ${statements.length} failed`
        : `. ${found.length > 0 ? broken : 'What failed, failed for another reason'}:`
  const lines =
    found.length > 0
      ? found.map((one) => `  ${describeViolation(one)}: ${describeStatement(one.statement)}`)
      : failed.map((one) => `  ${(one.error as Error)?.message}: ${describeStatement(one)}`)
  throw Object.assign(new Error([`no statement of the when ${did}${why}`, ...lines].join('\n')), {
    name: 'AssertionError',
  })
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one))
}
