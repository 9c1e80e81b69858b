import type { Row, TableChanges } from '../engine.js'
import { rowChanges } from '../rows/row-changes.js'
import { ident, literal, type PgClient, SCHEMA } from './client.js'
import type { Privileges } from './privileges.js'
import { RESTORING, restoring } from './restoring.js'
import type { Table } from './tables.js'

/** Who writes past triggers, as the data of a test often are, is followed, too; what goes back writes nothing that stays. */
const unlessRestoring = `IF current_setting('${RESTORING}', true) = 'on' THEN RETURN NULL; END IF;`

/** The text of a row must be the same on every connection. */
const EXACT = `SET search_path = pg_catalog SET datestyle = 'ISO, YMD' SET timezone = 'UTC' SET intervalstyle = 'postgres'
  SET extra_float_digits = 1 SET bytea_output = 'hex' SET xmloption = 'content'`

/**
 * Follows every row that any connection writes, as the text of the row before and after, in an unlogged table of a schema
 * of its own. What was rolled back is not in it. A row that was added and removed again cancels out.
 */
export async function install(client: PgClient, { replica, events }: Privileges): Promise<void> {
  await undoKilled(client)
  await client.query(`
    DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE;
    CREATE SCHEMA ${SCHEMA};
    CREATE UNLOGGED TABLE ${SCHEMA}.journal (seq bigint GENERATED ALWAYS AS IDENTITY, tbl oid, existed boolean, line text,
      pid int NOT NULL DEFAULT pg_backend_pid());
    SELECT nextval('${SCHEMA}.journal_seq_seq');
    CREATE UNLOGGED TABLE ${SCHEMA}.tables (oid oid, remove text, put text);
    CREATE UNLOGGED TABLE ${SCHEMA}.sequences (mark int, oid oid, last bigint, called boolean);
    CREATE UNLOGGED TABLE ${SCHEMA}.marks (mark int, entry bigint);
    CREATE UNLOGGED TABLE ${SCHEMA}.ddl (tag text);

    CREATE FUNCTION ${SCHEMA}.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${EXACT} AS $$
    BEGIN
      ${unlessRestoring}
      IF TG_OP <> 'INSERT' THEN
        INSERT INTO ${SCHEMA}.journal (tbl, existed, line) VALUES (TG_ARGV[0]::oid, true, OLD::text);
      END IF;
      IF TG_OP <> 'DELETE' THEN
        INSERT INTO ${SCHEMA}.journal (tbl, existed, line) VALUES (TG_ARGV[0]::oid, false, NEW::text);
      END IF;
      RETURN NULL;
    END $$;

    CREATE FUNCTION ${SCHEMA}.note_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${EXACT} AS $$
    BEGIN
      ${unlessRestoring}
      IF TG_OP <> 'INSERT' THEN
        INSERT INTO ${SCHEMA}.journal (tbl, existed, line) SELECT TG_ARGV[0]::oid, true, qa_r::text FROM qa_old qa_r;
      END IF;
      IF TG_OP <> 'DELETE' THEN
        INSERT INTO ${SCHEMA}.journal (tbl, existed, line) SELECT TG_ARGV[0]::oid, false, qa_r::text FROM qa_new qa_r;
      END IF;
      RETURN NULL;
    END $$;

    CREATE FUNCTION ${SCHEMA}.note_truncate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${EXACT} AS $$
    BEGIN
      ${unlessRestoring}
      EXECUTE format('INSERT INTO ${SCHEMA}.journal (tbl, existed, line) SELECT %s, true, qa_t::text FROM %s qa_t WHERE qa_t.tableoid = %s', TG_ARGV[0], TG_ARGV[0]::oid::regclass, TG_RELID);
      RETURN NULL;
    END $$;

    CREATE FUNCTION ${SCHEMA}.keep_sequences(this int) RETURNS void LANGUAGE plpgsql ${EXACT} AS $$
    DECLARE s record; at record;
    BEGIN
      FOR s IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND n.nspname <> '${SCHEMA}'
        AND c.relpersistence <> 't' AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(c.oid, 'SELECT') AND has_sequence_privilege(c.oid, 'UPDATE') END LOOP
        EXECUTE format('SELECT last_value, is_called FROM %s', s.oid::regclass) INTO at;
        INSERT INTO ${SCHEMA}.sequences VALUES (this, s.oid, at.last_value, at.is_called);
      END LOOP;
    END $$;

    ${restoring(replica)}`)
  if (events)
    await client.query(`CREATE FUNCTION ${SCHEMA}.note_ddl() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER ${EXACT} AS $$
    BEGIN
      INSERT INTO ${SCHEMA}.ddl SELECT command_tag FROM pg_event_trigger_ddl_commands()
        WHERE schema_name IS DISTINCT FROM 'pg_temp' AND schema_name IS DISTINCT FROM '${SCHEMA}';
    END $$;
    CREATE FUNCTION ${SCHEMA}.note_drop() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER ${EXACT} AS $$
    BEGIN
      INSERT INTO ${SCHEMA}.ddl SELECT TG_TAG FROM pg_event_trigger_dropped_objects() WHERE original AND NOT is_temporary;
    END $$;
    CREATE EVENT TRIGGER qa_integ_ddl ON ddl_command_end EXECUTE FUNCTION ${SCHEMA}.note_ddl();
    CREATE EVENT TRIGGER qa_integ_drop ON sql_drop EXECUTE FUNCTION ${SCHEMA}.note_drop()`)
}

/** What a run has written that was killed is undone, unless it changed the schema, too. */
async function undoKilled(client: PgClient): Promise<void> {
  const { rows } = await client.query<{ left: boolean }>(`SELECT to_regclass('${SCHEMA}.marks') IS NOT NULL AS left`)
  if (!rows[0]!.left) return
  await client.query(`SELECT ${SCHEMA}.restore(entry, mark) FROM ${SCHEMA}.marks ORDER BY mark LIMIT 1`).catch(() => {})
}

/** Follows the tables from now on. */
export async function follow(client: PgClient, tables: readonly Table[]): Promise<void> {
  await client.query(`TRUNCATE ${SCHEMA}.tables`)
  for (const table of tables) {
    const { oid, leaves } = table
    await client.query(`
      ${noting(table)}
      ${leaves.map((leaf) => noteTruncate(leaf, oid)).join(';')}`)
    await client.query(`INSERT INTO ${SCHEMA}.tables VALUES ($1, $2, $3)`, [oid, removing(table), putting(table)])
  }
  // What follows the tables is no change of theirs.
  await client.query(`TRUNCATE ${SCHEMA}.ddl`)
}

/** Once for each statement, which costs thousands of rows little; a statement on a part of a table is only seen row by row. */
function noting({ oid, path, parts }: Table): string {
  if (parts)
    return `DROP TRIGGER IF EXISTS qa_integ_note ON ${path};
      CREATE TRIGGER qa_integ_note AFTER INSERT OR UPDATE OR DELETE ON ${path} FOR EACH ROW EXECUTE FUNCTION ${SCHEMA}.note(${oid});
      ${always(path, ['note'])};`
  const sees = {
    INSERT: 'NEW TABLE AS qa_new',
    UPDATE: 'OLD TABLE AS qa_old NEW TABLE AS qa_new',
    DELETE: 'OLD TABLE AS qa_old',
  }
  const each = Object.entries(sees)
    .map(
      ([event, seen]) => `DROP TRIGGER IF EXISTS qa_integ_note_${event.toLowerCase()} ON ${path};
      CREATE TRIGGER qa_integ_note_${event.toLowerCase()} AFTER ${event} ON ${path} REFERENCING ${seen}
        FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.note_rows(${oid});`,
    )
    .join('\n')
  const names = Object.keys(sees).map((event) => `note_${event.toLowerCase()}`)
  return `${each}
    ${always(path, names)};`
}

const always = (path: string, names: readonly string[]): string =>
  `ALTER TABLE ${path} ${names.map((name) => `ENABLE ALWAYS TRIGGER qa_integ_${name}`).join(', ')}`

/** A partition can be emptied alone. */
const noteTruncate = (leaf: string, oid: number): string => `DROP TRIGGER IF EXISTS qa_integ_truncate ON ${leaf};
  CREATE TRIGGER qa_integ_truncate BEFORE TRUNCATE ON ${leaf} FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.note_truncate(${oid});
  ${always(leaf, ['truncate'])}`

/** What the entries after one come to: rows that are gone count above 0, rows that are new below. */
const net = (oid: number): string => `
  net AS (SELECT line AS qa_line, sum(CASE WHEN existed THEN 1 ELSE -1 END)::int AS qa_n FROM ${SCHEMA}.journal
    WHERE tbl = ${oid} AND seq > $1 GROUP BY line HAVING sum(CASE WHEN existed THEN 1 ELSE -1 END) <> 0)`

function removing({ oid, path, primaryKey }: Table): string {
  const added = `SELECT qa_r.* FROM net, LATERAL (SELECT (qa_line::${path}).*) qa_r WHERE qa_n < 0`
  if (primaryKey.length > 0) {
    const same = primaryKey.map((column) => `qa_t.${ident(column)} = qa_r.${ident(column)}`).join(' AND ')
    return `WITH ${net(oid)} DELETE FROM ${path} qa_t USING (${added}) qa_r WHERE ${same}`
  }
  return `WITH ${net(oid)} DELETE FROM ${path} WHERE (tableoid, ctid) IN (
    SELECT qa_s.tableoid, qa_s.ctid
    FROM (SELECT qa_t.tableoid, qa_t.ctid, qa_t::text AS line, row_number() OVER (PARTITION BY qa_t::text) AS k FROM ${path} qa_t) qa_s
    JOIN net ON net.qa_line = qa_s.line WHERE qa_n < 0 AND k <= -qa_n)`
}

function putting({ oid, path, columns }: Table): string {
  const list = columns.map((column) => `qa_r.${column}`).join(', ')
  return `WITH ${net(oid)} INSERT INTO ${path} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE
    SELECT ${list} FROM net, LATERAL (SELECT (qa_line::${path}).*) qa_r, generate_series(1, qa_n) WHERE qa_n > 0`
}

const since = async (client: PgClient, tables: readonly Table[], entry: string): Promise<Table[]> => {
  const { rows } = await client.query<{ tbl: number }>(
    `SELECT DISTINCT tbl::int AS tbl FROM ${SCHEMA}.journal WHERE seq > $1`,
    [entry],
  )
  return tables.filter(({ oid }) => rows.some(({ tbl }) => tbl === oid))
}

/** The tables of which rows were written and committed since an entry. */
export async function writtenSince(client: PgClient, tables: readonly Table[], entry: string): Promise<string[]> {
  return (await since(client, tables, entry)).map(({ name }) => name)
}

/** What changed in the tables since an entry. */
export async function changesSince(client: PgClient, tables: readonly Table[], entry: string): Promise<TableChanges[]> {
  const all: TableChanges[] = []
  for (const table of await since(client, tables, entry)) {
    const names = table.cells.map(({ name }) => literal(name)).join(', ')
    const texts = table.cells.map(({ name }) => `qa_r.${ident(name)}::text`).join(', ')
    const found = await client.query<Line>(
      `WITH ${net(table.oid)} SELECT qa_n AS n, json_object(ARRAY[${names}]::text[], ARRAY[${texts}]::text[]) AS cells
       FROM net, LATERAL (SELECT (qa_line::${table.path}).*) qa_r, generate_series(1, abs(qa_n))`,
      [entry],
    )
    const rows = found.rows.map((line, i) => ({ n: line.n, row: rowOf(table, line, i) }))
    const those = (sign: number) => rows.filter(({ n }) => Math.sign(n) === sign).map(({ row }) => row)
    all.push(rowChanges(table.name, table.primaryKey, those(1), those(-1)))
  }
  return all
}

interface Line {
  readonly n: number
  readonly cells: Readonly<Record<string, string | null>>
}

/** Its cells by their texts, which two values of a type never share. */
function rowOf(table: Table, line: Line, i: number): Row {
  const cells = Object.fromEntries(
    table.cells.map(({ name, bare }) => {
      const text = line.cells[name] ?? null
      return [name, text === null ? 'NULL' : bare ? text : literal(text)]
    }),
  )
  return { key: table.primaryKey.map((column) => cells[column]).join(', ') || `row ${i + 1}`, cells }
}
