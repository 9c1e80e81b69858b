import { now, realSetTimeout } from '../../scenario/real-time.js'
import type { PgClient } from './client.js'

/** How long one that is about to leave is waited for, in milliseconds. */
const PATIENCE = 2_000
const PAUSE = 25

/** Two that put rows back into one database would undo each other's. The lock goes with the connection. */
export async function reserve(client: PgClient): Promise<void> {
  const until = now() + PATIENCE
  for (;;) {
    const { rows } = await client.query<{ got: boolean; database: string }>(
      `SELECT pg_try_advisory_lock(hashtextextended('qa-integ', 0)) AS got, current_database() AS database`,
    )
    const { got, database } = rows[0]!
    if (got) return
    if (now() > until)
      throw new Error(
        `the database ${database} is in use by another worker or another handle of these tests, and they would undo each other's rows; ` +
          'tell it by its URL with `on` and let its user create databases (ALTER ROLE ... CREATEDB), so that each gets one of its own, or run one at a time',
      )
    await new Promise((retry) => realSetTimeout(retry, PAUSE))
  }
}
