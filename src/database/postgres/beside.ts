import { now } from '../../scenario/real-time.js'
import type { Clock, LateWriter } from '../engine.js'
import { type PgClient, SCHEMA } from './client.js'
import type { Table } from './tables.js'

/** What stands in the way of putting rows back, and what other connections have done. */
export interface Standing {
  /** How many connections were ended that held a transaction open. */
  readonly ended: number
  /** The commands that have changed the schema, where the server tells of them. */
  readonly tags: readonly string[]
  /** Who wrote a table before the instant that was asked for. */
  readonly late: readonly { readonly session: number; readonly tbl: number }[]
  /** The advisory locks that others hold, each by a text that begins with the session. */
  readonly locks: readonly string[]
  readonly clock: Clock
}

/** Lets the journal know when the statement began that wrote, and makes the function that looks around, whose plans the server keeps. */
export async function installBeside(client: PgClient): Promise<void> {
  await client.query(`
    ALTER TABLE ${SCHEMA}.journal ADD COLUMN began timestamptz DEFAULT statement_timestamp();

    CREATE FUNCTION ${SCHEMA}.look_around(after bigint, until float8, OUT ended int, OUT tags text[], OUT late text[],
      OUT locks text[], OUT clock float8) LANGUAGE plpgsql SET search_path = pg_catalog AS $$
    BEGIN
      ended := (SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_get_activity(NULL) WHERE state LIKE 'idle in transaction%'
        AND pid <> pg_backend_pid() AND datid = (SELECT oid FROM pg_database WHERE datname = current_database()));
      tags := ARRAY(SELECT DISTINCT tag FROM ${SCHEMA}.ddl);
      late := ARRAY(SELECT DISTINCT pid || ' ' || tbl FROM ${SCHEMA}.journal WHERE seq > after AND began < to_timestamp(until));
      locks := ARRAY(${LOCKS});
      clock := extract(epoch FROM clock_timestamp());
    END $$`)
}

/** From any database, for a session is one of the server's. */
const LOCKS = `SELECT concat_ws(' ', pid, classid, objid, objsubid, mode) FROM pg_lock_status()
  WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()`

/** Ends open transactions, and looks at all else that has to be known before rows are put back; one question takes less time than five. */
export async function lookAround(client: PgClient, entry: string, until: number | undefined): Promise<Standing> {
  const { rows } = await client.query<Omit<Standing, 'clock' | 'late'> & { clock: number; late: string[] }>(
    `SELECT * FROM ${SCHEMA}.look_around($1, $2)`,
    [entry, until ?? null],
  )
  const { clock, late, ...found } = rows[0]!
  return {
    ...found,
    clock: { server: clock, here: now() },
    late: late.map((one) => {
      const [session, tbl] = one.split(' ').map(Number)
      return { session: session!, tbl: tbl! }
    }),
  }
}

/** The advisory locks that others hold. */
export async function locksNow(client: PgClient): Promise<readonly string[]> {
  const { rows } = await client.query<{ locks: string[] }>(`SELECT ARRAY(${LOCKS}) AS locks`)
  return rows[0]!.locks
}

/** The session that holds a lock. */
export const holderOf = (lock: string): number => Number.parseInt(lock, 10)

/** Who wrote, by connection, with what the server knows of those that are still there. */
export async function lateWriters(
  client: PgClient,
  late: Standing['late'],
  tables: readonly Table[],
  until: number,
): Promise<readonly LateWriter[]> {
  const sessions = [...new Set(late.map(({ session }) => session))]
  const last = await lastOf(client, sessions, until)
  return sessions.map((session) => ({
    session,
    tables: tables
      .filter(({ oid }) => late.some((one) => one.session === session && one.tbl === oid))
      .map(({ name }) => name),
    ...last.get(session),
  }))
}

/** What these sessions have sent last, unless that was later, and what they are called. */
export async function lastOf(
  client: PgClient,
  sessions: readonly number[],
  until = Number.POSITIVE_INFINITY,
): Promise<ReadonlyMap<number, Pick<LateWriter, 'sql' | 'application'>>> {
  const { rows } = await client.query<{ session: number; sql: string | null; application: string | null }>(
    `SELECT pid AS session, application_name AS application,
       CASE WHEN query_start < to_timestamp($2) THEN nullif(query, '<insufficient privilege>') END AS sql
     FROM pg_stat_activity WHERE pid = ANY ($1::int[])`,
    [sessions, until],
  )
  return new Map(
    rows.map(({ session, sql, application }) => [
      session,
      { ...(sql ? { sql } : {}), ...(application ? { application } : {}) },
    ]),
  )
}
