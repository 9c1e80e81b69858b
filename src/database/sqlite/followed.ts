import { type Journal, journal, type Where } from './journal.js'
import { identifier, type Raw } from './raw.js'
import { readSchema, type Schema } from './schema.js'

/** How a connection stands. */
export interface State {
  readonly version: number
  /** Rises when another connection writes. */
  readonly others: number
  /** Rows written on this connection since it was opened. */
  readonly written: number
  /** Whether foreign keys are enforced on it. */
  readonly foreignKeys: number
}

/** What a scenario has left. */
export interface Standing extends State {
  readonly last: number
  /** The tables that were written. */
  readonly touched: readonly string[]
  /** What of the temporary tables and views was not there at the beginning, as it is dropped. */
  readonly strays: readonly string[]
}

/** A database whose rows and schema are followed. */
export interface Followed {
  readonly schema: Schema
  readonly log: Journal
  /** The journal does not see what is written. */
  readonly paused: boolean
  state(): Promise<State>
  /** How it stands, against a version of the schema and what the journal had to say then. */
  standing(version: number, entry: number): Promise<Standing>
  /** Takes up what is there now, where that is another schema than was followed. */
  look(): Promise<void>
  /** Takes up what is there now. */
  takeUp(): Promise<void>
  /** What was done to the schema since is not the scenario's. */
  settle(): Promise<void>
  /** Lets a table be altered. */
  pause(by: Raw): Promise<void>
  /** Begins anew, on a connection that was opened anew. */
  begin(): Promise<void>
}

const STATE = `SELECT (SELECT schema_version FROM pragma_schema_version) AS version,
  (SELECT data_version FROM pragma_data_version) AS others, total_changes() AS written,
  (SELECT foreign_keys FROM pragma_foreign_keys) AS foreignKeys`

const TEMPORARIES = `(SELECT json_group_array(upper(type) || ' ' || name) FROM temp.sqlite_master
  WHERE type IN ('table', 'view') AND name NOT LIKE 'qa_integ%' AND name NOT LIKE 'sqlite_%')`

/** Begins to follow a database from the state that it is in; `sequences` is the table in which its own are kept. */
export async function follow(raw: Raw, where: Where, sequences: string): Promise<Followed> {
  let schema: Schema
  let log: Journal
  let temporaries: ReadonlySet<string> = new Set()
  let paused = false

  const state = async (): Promise<State> => {
    const [row] = await raw.all<State>(STATE)
    return row!
  }
  const settle = async (): Promise<void> => {
    schema = { ...schema, version: (await state()).version }
  }
  const takeUp = async (): Promise<void> => {
    schema = await readSchema(raw)
    log = await journal(raw, schema, where)
    // Triggers in the database itself are part of its schema.
    await settle()
    paused = false
  }
  const listTemporaries = async (): Promise<string[]> => {
    const [row] = await raw.all<{ temporaries: string }>(`SELECT ${TEMPORARIES} AS temporaries`)
    return JSON.parse(row!.temporaries) as string[]
  }
  const strays = (all: readonly string[]): string[] => all.filter((name) => !temporaries.has(name)).map(dropping)
  const begin = async (): Promise<void> => {
    // What a process that was killed has left in a file.
    if (where === 'main')
      await raw.exec(`DROP TABLE IF EXISTS ${sequences}; DROP TABLE IF EXISTS main.qa_integ_journal`)
    await takeUp()
    temporaries = new Set(await listTemporaries())
  }

  await begin()
  return Object.freeze({
    get schema() {
      return schema
    },
    get log() {
      return log
    },
    get paused() {
      return paused
    },
    state,
    async standing(version: number, entry: number) {
      // With the schema, the journal in the database may be gone.
      const now = where === 'main' ? await state() : undefined
      if (now && now.version !== version)
        return { ...now, last: 0, touched: [], strays: strays(await listTemporaries()) }
      const [row] = await raw.all<State & { last: number; touched: string; temporaries: string }>(
        `${STATE}, ${log.lastEntry} AS last, ${log.touchedSince(entry)} AS touched, ${TEMPORARIES} AS temporaries`,
      )
      const { touched, temporaries: all, ...rest } = row!
      return { ...rest, touched: JSON.parse(touched) as string[], strays: strays(JSON.parse(all) as string[]) }
    },
    async look() {
      if (paused || (await state()).version !== schema.version) await takeUp()
    },
    takeUp,
    settle,
    async pause(by: Raw) {
      // In the database itself triggers come back when the change is rolled back; a change that stays is seen by its version.
      if (where === 'main') return log.pause(by).catch(() => {})
      if (paused) return
      paused = true
      await log.pause(by)
    },
    begin,
  })
}

/** `TABLE name` or `VIEW name`, as it is dropped. */
function dropping(temporary: string): string {
  const [kind, name] = [temporary.slice(0, temporary.indexOf(' ')), temporary.slice(temporary.indexOf(' ') + 1)]
  return `DROP ${kind} IF EXISTS temp.${identifier(name)}`
}
