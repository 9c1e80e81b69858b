import { type Expectation, expectation } from '../scenario/step.js'
import type { Part } from '../scenario/world.js'
import { assertion } from './assertion.js'
import type { Live } from './live.js'

/**
 * What the schema of the database is like.
 *
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { database } from 'qa-integ/database'
 * import { EntitySchema } from 'typeorm'
 *
 * const User = new EntitySchema<{ id: number }>({
 *   name: 'User',
 *   columns: { id: { type: Number, primary: true, generated: true } },
 * })
 * const Post = new EntitySchema<{ id: number; userId: number; user?: object }>({
 *   name: 'Post',
 *   columns: { id: { type: Number, primary: true, generated: true }, userId: { type: Number } },
 *   relations: { user: { type: 'many-to-one', target: 'User', joinColumn: { name: 'userId' } } },
 *   indices: [{ columns: ['userId'] }],
 * })
 * const db = database({ entities: { users: User, posts: Post } })
 *
 * scenario('no foreign key is followed by reading a whole table')
 *   .when(db.sql`SELECT 1 AS one`)
 *   .expect(db.schema.foreignKeysIndexed())
 * ```
 */
export interface SchemaWords {
  /** Every foreign key of the entities has an index that begins with its columns, which SQLite and PostgreSQL do not make by themselves. */
  foreignKeysIndexed(): Expectation<unknown, object>
}

/** The step values behind `db.schema`. */
export function schemaWords(live: () => Live, uses: readonly Part[]): SchemaWords {
  return Object.freeze({
    foreignKeysIndexed: () =>
      expectation<unknown, object>(
        'every foreign key has an index',
        async () => {
          const { dataSource, dialect } = live()
          const keys = dataSource.entityMetadatas.flatMap(({ tableName, foreignKeys }) =>
            foreignKeys.map(({ columnNames, referencedEntityMetadata }) => ({
              table: tableName,
              columns: columnNames,
              to: referencedEntityMetadata.tableName,
            })),
          )
          if (keys.length === 0) throw assertion('no entity has a foreign key, so there is nothing to index')
          const indexes = await dialect.indexes(dataSource)
          const missing = keys.filter(
            ({ table, columns }) =>
              !indexes.some((index) => {
                const first = index.columns.slice(0, columns.length)
                return index.table === table && columns.every((column) => first.includes(column))
              }),
          )
          if (missing.length === 0) return
          throw assertion(
            [
              'foreign keys without an index: each row that goes from the other table reads all of this one; add @Index() to the column:',
              ...missing.map(({ table, columns, to }) => `  ${table}(${columns.join(', ')}) to ${to}`),
            ].join('\n'),
          )
        },
        undefined,
        { uses },
      ),
  })
}
