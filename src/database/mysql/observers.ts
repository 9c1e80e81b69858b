import { connect, type MysqlClient, type Reach } from './client.js'

/** Connections that go on seeing the rows as they were. */
export interface Observers {
  /** One that sees the rows of now for as long as `release` is not called. */
  open(): Promise<MysqlClient>
  /** The server's numbers of their connections. */
  threads(): number[]
  release(): Promise<void>
  close(): Promise<void>
}

/** Connections that look at what has been committed, opened when one is first needed and used again. */
export function observers(reach: Reach): Observers {
  const free: MysqlClient[] = []
  const looking: MysqlClient[] = []
  return Object.freeze({
    async open() {
      const client = free.pop() ?? (await made(reach))
      looking.push(client)
      await client.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
      return client
    },
    threads: () => [...free, ...looking].map(({ threadId }) => threadId),
    async release() {
      for (const client of looking.splice(0)) {
        await client.query('ROLLBACK')
        free.push(client)
      }
    },
    async close() {
      for (const client of [...free.splice(0), ...looking.splice(0)]) await client.end().catch(() => client.destroy())
    },
  })
}

async function made(reach: Reach): Promise<MysqlClient> {
  const client = await connect(reach)
  await client.query("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET SESSION time_zone = '+00:00'")
  return client
}
