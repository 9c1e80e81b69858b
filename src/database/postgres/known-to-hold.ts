import type { DataSource } from 'typeorm'
import { distinctKeys } from '../factory/distinct-keys.js'
import { asText } from './as-text.js'
import { ident, literal } from './client.js'

interface Found {
  readonly path: string
  /** Nothing but foreign keys and what follows the rows would be passed over. */
  readonly bare: boolean
  readonly keys: readonly ForeignKey[]
}

interface ForeignKey {
  readonly columns: readonly string[]
  readonly types: readonly string[]
  readonly target: string
  readonly others: readonly string[]
  /** It compares the columns one by one, and asks nothing where one is NULL. */
  readonly simple: boolean
}

/**
 * The table as SQL calls it, whoever calls it, where its foreign keys are known to hold for these rows; nothing where they
 * are not, or where the table has triggers or rules of the application, constraints that are checked later, or makes the
 * values of one of the columns itself.
 */
export async function knownToHold(
  dataSource: DataSource,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<string | undefined> {
  const [found] = await dataSource.query<Found[]>(QUERY, [table, columns])
  if (found === undefined || !found.bare || !found.keys.every(({ simple }) => simple)) return undefined
  for (const key of found.keys) if (!(await holds(dataSource, key, columns, rows))) return undefined
  return found.path
}

async function holds(
  dataSource: DataSource,
  { columns: own, types, target, others }: ForeignKey,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<boolean> {
  const led = distinctKeys(own, columns, rows)
  if (led === undefined || led.length === 0) return led !== undefined
  const same = others.map((name, i) => `p.${ident(name)} = (v->>${i})::${types[i]}`).join(' AND ')
  const [answer] = await dataSource.query<{ hold: boolean }[]>(
    `SELECT bool_and(EXISTS (SELECT FROM ${target} p WHERE ${same})) AS hold FROM json_array_elements($1) v`,
    [JSON.stringify(led.map((cells) => cells.map(asText)))],
  )
  return answer!.hold
}

/** What is passed over by who writes past triggers: all of them but those that always run. */
const PASSED = `SELECT FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid WHERE t.tgrelid = c.oid
  AND NOT (t.tgisinternal AND f.proname LIKE ${literal('RI\\_FKey\\_%')}) AND NOT t.tgname LIKE ${literal('qa\\_integ\\_%')}`

const QUERY = `SELECT format('%I.%I', n.nspname, c.relname) AS path,
    c.relkind = 'r' AND NOT c.relhasrules AND NOT c.relrowsecurity AND NOT EXISTS (${PASSED})
      AND NOT EXISTS (SELECT FROM pg_inherits WHERE c.oid IN (inhrelid, inhparent))
      AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = ANY ($2::text[]) AND (a.attidentity <> '' OR a.attgenerated <> '')) AS bare,
    coalesce((SELECT json_agg(json_build_object(
      'columns', ARRAY(SELECT attname FROM unnest(k.conkey) WITH ORDINALITY u (num, i) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY u.i),
      'types', ARRAY(SELECT format_type(atttypid, -1) FROM unnest(k.conkey) WITH ORDINALITY u (num, i) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY u.i),
      'others', ARRAY(SELECT attname FROM unnest(k.confkey) WITH ORDINALITY u (num, i) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num ORDER BY u.i),
      'target', k.confrelid::regclass::text,
      'simple', k.confmatchtype = 's' AND pg_get_constraintdef(k.oid) NOT LIKE '%PERIOD %'))
      FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'), '[]') AS keys
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = $1::regclass`
