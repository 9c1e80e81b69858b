import type { Terms } from '../isolation/isolation.js'
import { type PgClient, SCHEMA } from './client.js'

/** What the materialized views hold, told by a digest each; nothing of one that was never filled. */
export type Views = ReadonlyMap<string, string | undefined>

/** The command that changes their rows, and which the server counts among changes of the schema. */
const REFRESH = 'REFRESH MATERIALIZED VIEW'

/** The commands that have changed the schema. */
export const ofSchema = (tags: readonly string[]): readonly string[] => tags.filter((tag) => tag !== REFRESH)

/** Whether a materialized view was filled anew. */
export const refreshed = (tags: readonly string[]): boolean => tags.includes(REFRESH)

/** Reads all of them, in the order in which they were made, so that each comes after those that it reads. */
export async function readViews(client: PgClient): Promise<Views> {
  const { rows } = await client.query<{ path: string; filled: boolean }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS path, c.relispopulated AS filled
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'm' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', '${SCHEMA}') ORDER BY c.oid`,
  )
  const all = new Map<string, string | undefined>()
  for (const { path, filled } of rows) all.set(path, filled ? await digest(client, path) : undefined)
  return all
}

async function digest(client: PgClient, path: string): Promise<string> {
  const { rows } = await client.query<{ digest: string }>(
    `SELECT md5(coalesce(string_agg(md5(qa_v::text), '' ORDER BY md5(qa_v::text)), '')) AS digest FROM ${path} qa_v`,
  )
  return rows[0]!.digest
}

/**
 * Fills those anew that do not hold what they held, from rows that are back; hands back those that held something else than
 * their query gives, but for what differs each time it is asked, as the time does.
 */
export async function refreshBack(client: PgClient, before: Views): Promise<readonly string[]> {
  const stale: string[] = []
  for (const [path, now] of await readViews(client)) {
    const then = before.get(path)
    if (now === then) continue
    await client.query(`${REFRESH} ${path}${then === undefined ? ' WITH NO DATA' : ''}`)
    if (then === undefined) continue
    const once = await digest(client, path)
    if (once === then) continue
    await client.query(`${REFRESH} ${path}`)
    if ((await digest(client, path)) === once) stale.push(path)
  }
  await client.query(`DELETE FROM ${SCHEMA}.ddl WHERE tag = '${REFRESH}'`)
  return stale
}

/** What is said of views that were not up to date in the baseline. */
export function notRefreshedBack(stale: readonly string[], { kept }: Terms): Error {
  return new Error(
    `a scenario refreshed ${stale.join(', ')}, which held something else in the baseline than its query gives there, and PostgreSQL can't fill it with that again; ` +
      'refresh it in the migration, the seed or the background that writes what it reads' +
      (kept ? '. It stays refreshed' : ". The next scenario gets a new database; with isolation: 'clone' it is undone"),
  )
}
