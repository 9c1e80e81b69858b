import { type Expectation, expectation } from '../scenario/step.js'
import type { Part } from '../scenario/world.js'
import { assertion } from './assertion.js'
import { type ColumnOf, metadataOf, nameOf } from './entity.js'
import type { Live } from './live.js'
import type { EntityClass } from './place/provision.js'
import { describeStatement } from './statements/statements.js'
import { checkExclusions, checkLengths, missingCheck, unheld } from './unbroken.js'
import {
  type ConstraintKind,
  type ContentionKind,
  checkColumns,
  databaseNames,
  describeKind,
  describeViolation,
  isContention,
  isOfValue,
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
 *   checks: [{ name: 'has_at', expression: "email LIKE '%@%'" }],
 * })
 * const db = database({ entities: { users: User } })
 *
 * scenario('an e-mail address is taken once')
 *   .given(db.has(User, { email: 'ann@example.com' }))
 *   .when('it is registered again', () => db.repository(User).insert({ email: 'ann@example.com' }))
 *   .expectError(db.violates.unique(User, 'email'))
 *   .expect(db.unchanged())
 *
 * scenario('an e-mail address has an @')
 *   .when('it is registered without', () => db.repository(User).insert({ email: 'ann' }))
 *   .expectError(db.violates.check(User, 'has_at'))
 * ```
 */
export interface Violates {
  /** The unique constraint or index over exactly these columns, those that its expressions name included, or the primary key. */
  unique<E extends object>(entity: EntityClass<E>, ...columns: ColumnOf<E>[]): Expectation<unknown, object>
  /** The foreign key of this column: a row without its parent, or a parent that was to go while rows lead to it. */
  foreignKey<E extends object>(entity: EntityClass<E>, column: ColumnOf<E>): Expectation<unknown, object>
  /** The column was left without a value. */
  notNull<E extends object>(entity: EntityClass<E>, column: ColumnOf<E>): Expectation<unknown, object>
  /** A check of the table, any of them where none is named. One that the database does not have fails this, as TypeORM makes none on MySQL and MariaDB. */
  check<E extends object>(entity: EntityClass<E>, name?: string): Expectation<unknown, object>
  /** The exclusion constraint over exactly these columns, those that its expressions name included. Only PostgreSQL has any; elsewhere this fails and says so. */
  exclusion<E extends object>(entity: EntityClass<E>, ...columns: ColumnOf<E>[]): Expectation<unknown, object>
  /** A value was longer than the column allows. SQLite enforces no lengths, and there this fails and says so. */
  tooLong<E extends object>(entity: EntityClass<E>, column: ColumnOf<E>): Expectation<unknown, object>
  /** A number was greater or smaller than the column's type holds. SQLite holds numbers to a type in tables that are STRICT, and in no other. */
  outOfRange<E extends object>(entity: EntityClass<E>, column: ColumnOf<E>): Expectation<unknown, object>
  /** Transactions waited for each other in a circle, and the database gave this one up. */
  deadlock(): Expectation<unknown, object>
  /** The transaction could not be put in an order with those beside it, and has to be tried again. */
  serialization(): Expectation<unknown, object>
  /** A lock that another transaction holds was not to be had: not in time, or not at once where no waiting was asked for. */
  lockTimeout(): Expectation<unknown, object>
}

/** The words behind `db.violates`. */
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
    if (properties.some((property) => typeof property !== 'string'))
      throw new TypeError(`${word} takes columns by their names, one after the other and in no list`)
    const about = `${name}${properties.length > 0 ? `(${properties.join(', ')})` : ''}${constraint ? ` "${constraint}"` : ''}`
    const refused = kind === 'tooLong' ? 'a value that is too long' : 'a number that is out of range'
    const [title, did] = isOfValue(kind)
      ? [`${refused.replace(' that', '')} for ${about}`, `failed by ${refused} for ${about}`]
      : [`${describeKind(kind)} of ${about} is broken`, `broke the ${describeKind(kind)} of ${about}`]
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
          did,
          async () =>
            kind === 'check'
              ? missingCheck(live(), metadata, constraint)
              : kind === 'outOfRange'
                ? unheld(live(), metadata)
                : undefined,
        )
      },
      () => {
        live().sites.want()
        const metadata = metadataOf(live().dataSource, entity)
        checkColumns(metadata, properties, word)
        if (kind === 'tooLong') checkLengths(live(), word)
        if (kind === 'exclusion') checkExclusions(live(), word)
      },
      { uses },
    )
  }
  const contended = (kind: ContentionKind): Expectation<unknown, object> =>
    expectation<unknown, object>(
      `a statement fails by a ${describeKind(kind)}`,
      () => requireViolation(live(), (one) => one.kind === kind, `failed by a ${describeKind(kind)}`),
      () => live().sites.want(),
      { uses },
    )
  return Object.freeze({
    unique: (entity: EntityClass<object>, ...columns: string[]) => broken('unique', entity, columns),
    foreignKey: (entity: EntityClass<object>, column: string) => broken('foreignKey', entity, [column]),
    notNull: (entity: EntityClass<object>, column: string) => broken('notNull', entity, [column]),
    check: (entity: EntityClass<object>, name?: string) => broken('check', entity, [], name),
    exclusion: (entity: EntityClass<object>, ...columns: string[]) => broken('exclusion', entity, columns),
    tooLong: (entity: EntityClass<object>, column: string) => broken('tooLong', entity, [column]),
    outOfRange: (entity: EntityClass<object>, column: string) => broken('outOfRange', entity, [column]),
    deadlock: () => contended('deadlock'),
    serialization: () => contended('serialization'),
    lockTimeout: () => contended('lockTimeout'),
  }) as Violates
}

/** Fails unless a statement of the when failed by what fits; `did` is what no statement did then, `never` why none can. */
async function requireViolation(
  { dialect, engine, log }: Live,
  fits: (violation: Violation) => boolean,
  did: string,
  never: () => Promise<string | undefined> = async () => undefined,
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
  const reason = await never()
  throw assertion([...(reason ? [reason] : []), `no statement of the when ${did}${why}`, ...lines].join('\n'))
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one))
}
