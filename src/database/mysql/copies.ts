import { ident, type MysqlClient, resultsOf, rowsOf } from './client.js'
import type { Table } from './tables.js'

/** What the database beside is called that holds the copies. */
export const besideName = (database: string): string => `${database.slice(0, 58)}__qa`

/** The rows of a table at a time: the path of the copy, or nothing where there were none. */
export type Copy = string | undefined

/** Copies of tables in a database beside. */
export interface Copies {
  /** Copies the tables; hands back the copies by the names of the tables. */
  take(tables: readonly Table[]): Promise<Map<string, Copy>>
  /** Drops what nobody keeps; whether there was anything. */
  keepOnly(kept: ReadonlySet<string>): Promise<boolean>
  remove(): Promise<void>
}

/** Makes the database beside; an error tells the GRANT that is missing. */
export async function copiesBeside(client: MysqlClient, database: string): Promise<Copies> {
  const beside = ident(besideName(database))
  await client.query(`DROP DATABASE IF EXISTS ${beside}; CREATE DATABASE ${beside}`).catch((error: Error) => {
    throw new Error(
      `the copies of the rows are kept in a database beside, which the user may not create (${error.message}); ` +
        `give the tests another user, or GRANT ALL ON ${beside.replaceAll('_', '\\_')}.* to this one`,
    )
  })
  const taken = new Set<string>()
  let last = 0
  return Object.freeze({
    async take(tables: readonly Table[]) {
      const copies = new Map<string, Copy>()
      if (tables.length === 0) return copies
      const [filled] = await rowsOf<Record<string, number>>(
        client,
        `SELECT ${tables.map(({ path }, i) => `EXISTS (SELECT 1 FROM ${path}) AS f${i}`).join(', ')}`,
      )
      for (const [i, { name, path, columns }] of tables.entries()) {
        if (Number(filled![`f${i}`]) === 0) {
          copies.set(name, undefined)
          continue
        }
        const copy = `${beside}.c${++last}`
        const list = columns.filter(({ generated }) => !generated).map((column) => ident(column.name))
        await client.query(`CREATE TABLE ${copy} LIKE ${path}`)
        await client.query(`INSERT INTO ${copy} (${list.join(', ')}) SELECT ${list.join(', ')} FROM ${path}`)
        taken.add(copy)
        copies.set(name, copy)
      }
      return copies
    },
    async keepOnly(kept: ReadonlySet<string>) {
      const gone = [...taken].filter((copy) => !kept.has(copy))
      if (gone.length > 0) await resultsOf(client, `DROP TABLE IF EXISTS ${gone.join(', ')}`)
      for (const copy of gone) taken.delete(copy)
      return gone.length > 0
    },
    async remove() {
      await client.query(`DROP DATABASE IF EXISTS ${beside}`)
    },
  })
}
