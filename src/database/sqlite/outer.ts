import type { Outer } from '../engine.js'
import { endTransaction } from './end-transaction.js'
import type { Raw } from './raw.js'

/** The one connection of the data source. */
export function outerOf(raw: Raw): Outer {
  return Object.freeze({
    shared: true,
    failureEnds: false,
    connection: () => undefined,
    begin: () => raw.exec('BEGIN'),
    exec: (sql: string) => raw.exec(sql),
    async end(word: 'COMMIT' | 'ROLLBACK') {
      if (word === 'ROLLBACK') return endTransaction(raw)
      await raw.exec(word)
      return true
    },
    async deferred() {
      const tables = await raw.all<{ name: string; sql: string }>(
        `SELECT name, sql FROM main.sqlite_master WHERE type = 'table' AND sql LIKE '%INITIALLY DEFERRED%'`,
      )
      return tables[0] && `a foreign key of ${tables[0].name}`
    },
    level: async () => 'SERIALIZABLE',
  })
}
