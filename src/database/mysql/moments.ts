import type { Moment, TableChanges } from '../engine.js'
import { changesOf, type Line, rowsCommitted, rowsThen, rowsUncommitted } from './changes.js'
import { type MysqlClient, type Reach, resultsOf, rowsOf } from './client.js'
import type { Followed } from './followed.js'
import { observers } from './observers.js'
import type { Table } from './tables.js'
import { ASK_COMMANDS, type Counts, countsOf } from './written.js'

interface Seen {
  readonly schema: string
  readonly counts: Counts
  readonly commands: Followed['commands']
  readonly observer: MysqlClient
  /** Rows of then that were read already, by the names of their tables. */
  readonly rows: Map<string, readonly Line[]>
}

/** Moments of a scenario, each with a connection that goes on seeing its rows. */
export interface Moments {
  take(): Promise<Moment>
  changesSince(moment: Moment): Promise<readonly TableChanges[]>
  /** The server's numbers of the connections. */
  threads(): number[]
  forget(): Promise<void>
  close(): Promise<void>
}

/**
 * The moments of one engine; none is taken yet. While a scenario is one transaction, another connection sees of the moment only
 * what was there before it, so what it has written by then is read at once, committed or not.
 */
export function momentsOf(client: MysqlClient, reach: Reach, followed: Followed, isWithin: () => boolean): Moments {
  const watching = observers(reach)
  const moments = new Map<string, Seen>()
  let ids = 0
  return Object.freeze({
    async take(): Promise<Moment> {
      if (await followed.look(await rowsOf(client, ASK_COMMANDS))) await followed.readTables()
      const observer = await watching.open()
      const id = String(++ids)
      const { schema, commands, tables, known } = followed
      const counts = await followed.counted()
      const written = (name: string): boolean => known.get(name)?.written !== counts.get(name)!.written
      const rows = new Map<string, readonly Line[]>()
      for (const table of isWithin() ? tables : [])
        if (written(table.name)) rows.set(table.name, await rowsUncommitted(table, client))
      moments.set(id, { schema: JSON.stringify(schema), counts, commands, observer, rows })
      return { entry: id, schema: '', others: '' }
    },
    async changesSince({ entry }: Moment) {
      const seen = moments.get(entry)
      if (seen === undefined)
        throw new Error('the moment to compare with is over; rows are compared within one scenario')
      const [status, lines] = await resultsOf(client, ASK_COMMANDS, followed.ask)
      await followed.look(status!)
      const { schema, tables, commands } = followed
      if (JSON.stringify(schema) !== seen.schema)
        throw new Error(
          'the schema of the database changed, so the rows before and after can not be compared (and MySQL committed what was open before it did that); check what the change should do with db.row(...)',
        )
      const counts = countsOf(tables, lines!)
      const unsure = commands.counting !== seen.commands.counting || commands.schema !== seen.commands.schema
      const now = isWithin() ? rowsUncommitted : rowsCommitted
      const changes = []
      for (const table of tables)
        if (unsure || counts.get(table.name)!.written !== seen.counts.get(table.name)!.written)
          changes.push(changesOf(table, await then(seen, table), await now(table, client)))
      return changes.filter(({ added, removed, changed }) => added.length + removed.length + changed.length > 0)
    },
    threads: watching.threads,
    async forget() {
      await watching.release()
      moments.clear()
    },
    close: watching.close,
  })
}

async function then({ rows, observer }: Seen, table: Table): Promise<readonly Line[]> {
  const found = rows.get(table.name) ?? (await rowsThen(table, observer).catch(truncated(table)))
  rows.set(table.name, found)
  return found
}

/** What was emptied by TRUNCATE is another table to a view of before. */
function truncated({ name }: Table) {
  return (error: NodeJS.ErrnoException & { errno?: number }): never => {
    if (error.errno !== 1412) throw error
    throw new Error(
      `the rows of ${name} before and after can not be compared, for it was emptied by TRUNCATE, which leaves nothing of what was there; empty it by DELETE, or check with db.none(...)`,
    )
  }
}
