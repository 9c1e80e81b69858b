import type { Outer } from '../engine.js'
import { type PgClient, SCHEMA } from './client.js'

/** The engine's own connection, so that it sees what is not committed. */
export function outerOf(client: () => PgClient): Outer & { isWithin(): boolean } {
  let within = false
  const isThere = async (): Promise<boolean> => {
    try {
      const { rows } = await client().query<{ mine: string | null }>(`SELECT current_setting('${MARK}', true) AS mine`)
      return rows[0]!.mine === 'yes'
    } catch (error) {
      // A statement failed in it.
      if ((error as { code?: string }).code === '25P02') return true
      throw error
    }
  }
  return Object.freeze({
    shared: false,
    failureEnds: true,
    connection: client,
    isWithin: () => within,
    async begin() {
      await client().query(`BEGIN; SET LOCAL ${MARK} = 'yes'`)
      within = true
    },
    async exec(sql: string) {
      await client().query(sql)
    },
    async end(word: 'COMMIT' | 'ROLLBACK') {
      within = false
      const there = await isThere()
      await client().query(word)
      return there
    },
    async deferred() {
      const { rows } = await client().query<{ what: string }>(
        `SELECT format('the constraint %s of %s', conname, conrelid::regclass) AS what FROM pg_constraint WHERE condeferred
         UNION ALL SELECT format('the trigger %s of %s', tgname, tgrelid::regclass) FROM pg_trigger WHERE tginitdeferred AND NOT tgisinternal
         LIMIT 1`,
      )
      return rows[0]?.what
    },
    async level() {
      const { rows } = await client().query<{ level: string }>(
        `SELECT current_setting('default_transaction_isolation') AS level`,
      )
      return rows[0]!.level
    },
  })
}

/** A setting that ends with the transaction. */
const MARK = `${SCHEMA}.scenario`
