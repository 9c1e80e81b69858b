import type { Moment, TableChanges } from '../engine.js'
import type { Followed } from './followed.js'
import type { Where } from './journal.js'
import { identifier, type Raw } from './raw.js'

/** Moments of a scenario, and what became of their rows. */
export interface Moments {
  take(): Promise<Moment>
  changesSince(moment: Moment): Promise<readonly TableChanges[]>
}

/** The moments of a database that is followed. */
export function momentsOf(raw: Raw, where: Where, followed: Followed): Moments {
  return Object.freeze({
    async take() {
      const { version, others } = await followed.state()
      const counts = await countRows(raw, followed.schema.blind)
      return { entry: String(await followed.log.last()), schema: String(version), others: `${others} ${counts}` }
    },
    async changesSince(moment: Moment) {
      const { version, others } = await followed.state()
      const { blind } = followed.schema
      const [then, countsThen] = moment.others.split(' ')
      if (followed.paused || String(version) !== moment.schema)
        throw new Error(
          'the schema of the database changed, so the rows before and after can not be compared; check what the change should do with db.row(...)',
        )
      if (where === 'temp' && String(others) !== then)
        throw new Error(
          'another connection than the data source wrote to the database, and what it wrote can not be told; let the application use one data source',
        )
      const changes = await followed.log.changesSince(Number(moment.entry))
      if ((await countRows(raw, blind)) !== counted(countsThen!, blind, changes))
        throw new Error(
          `rows were replaced by INSERT OR REPLACE or UPDATE OR REPLACE in a table with a unique index on an expression (${blind.join(', ')}), where SQLite does not tell which; use ON CONFLICT DO UPDATE`,
        )
      return changes
    },
  })
}

/** How many rows each table has, in the order of the tables. */
async function countRows(raw: Raw, tables: readonly string[]): Promise<string> {
  if (tables.length === 0) return ''
  const counts = tables.map((name) => `(SELECT count(*) FROM main.${identifier(name)})`)
  const [row] = await raw.all<{ counts: string }>(`SELECT ${counts.join(` || ',' || `)} AS counts`)
  return String(row!.counts)
}

/** The counts of then, with what the changes say. */
function counted(then: string, tables: readonly string[], changes: readonly TableChanges[]): string {
  if (tables.length === 0) return ''
  const moved = new Map(changes.map(({ table, added, removed }) => [table, added.length - removed.length]))
  return then
    .split(',')
    .map((count, i) => Number(count) + (moved.get(tables[i]!) ?? 0))
    .join(',')
}
