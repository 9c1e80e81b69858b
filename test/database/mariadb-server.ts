import mysql from 'mysql2/promise'
import { placeOn } from '../../src/database/place/place.js'

/** The MariaDB server of the run, as one that a project keeps: it is reached by an address and asks for passwords. */
export interface RunsServer {
  /** The address of a database on it, for its administrator or for a user whose password is `geheim`. */
  url(database: string, user?: string): string
  /** As its administrator. */
  query(sql: string): Promise<Record<string, unknown>[]>
}

export async function runsServer(): Promise<RunsServer> {
  const { options } = await placeOn('mariadb', false)
  const { host, port, username, password } = options as Readonly<Record<string, string>>
  return {
    url: (database, user) =>
      user === undefined
        ? `mariadb://${username}:${password}@${host}:${port}/${database}`
        : `mariadb://${user}:geheim@${host}:${port}/${database}`,
    async query(sql) {
      const client = await mysql.createConnection({
        host,
        port: Number(port),
        user: username,
        password,
        multipleStatements: true,
      })
      try {
        return (await client.query(sql))[0] as Record<string, unknown>[]
      } finally {
        await client.end()
      }
    },
  }
}
