import { type MysqlClient, rowsOf } from './client.js'

/** How long one that is about to leave is waited for, in seconds. */
const PATIENCE = 2

/** Two that put rows back into one database would undo each other's. The lock goes with the connection. */
export async function reserve(client: MysqlClient, database: string): Promise<void> {
  // A lock's name has 64 characters at most.
  const [row] = await rowsOf<{ got: number | string | null }>(
    client,
    "SELECT GET_LOCK(CONCAT('qa-integ ', LEFT(SHA2(?, 256), 40)), ?) AS got",
    [database, PATIENCE],
  )
  if (Number(row!.got) === 1) return
  throw new Error(
    `the database ${database} is in use by another worker or another handle of these tests, and they would undo each other's rows; ` +
      'tell it by its URL with `on` and let its user create databases (GRANT CREATE, DROP ON *.*), so that each gets one of its own, or run one at a time',
  )
}
