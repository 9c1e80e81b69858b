import { SCHEMA } from './client.js'

/** The setting of a transaction that goes back. */
export const RESTORING = `${SCHEMA}.restoring`

/**
 * The function that goes back to an entry of the journal. Who may not write past triggers and foreign keys takes them away
 * meanwhile and puts them back as they were: a referential action would write where nothing is to be written, and RESTRICT
 * knows no delay.
 */
export function restoring(replica: boolean): string {
  return `CREATE FUNCTION ${SCHEMA}.restore(after bigint, this int) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog SET datestyle = 'ISO, YMD' SET timezone = 'UTC' SET intervalstyle = 'postgres' AS $$
    DECLARE t record; aside text[]; back text[];
    BEGIN
      PERFORM set_config('${RESTORING}', 'on', true);
      ${replica ? 'SET LOCAL session_replication_role = replica;' : ASIDE}
      FOR t IN SELECT remove, put, came, went FROM ${SCHEMA}.tables JOIN (SELECT tbl, bool_or(NOT existed) AS came, bool_or(existed) AS went
        FROM ${SCHEMA}.journal WHERE seq > after GROUP BY tbl) written ON tbl = oid LOOP
        IF t.came THEN EXECUTE t.remove USING after; END IF;
        IF t.went THEN EXECUTE t.put USING after; END IF;
      END LOOP;
      ${replica ? '' : BACK}
      DELETE FROM ${SCHEMA}.journal WHERE seq > after;
      PERFORM setval(s.oid::regclass, s.last, s.called) FROM ${SCHEMA}.sequences s
        WHERE s.mark = this AND (NOT s.called OR pg_sequence_last_value(s.oid) IS DISTINCT FROM s.last);
    END $$`
}

const ASIDE = `
      WITH dirty AS (SELECT DISTINCT tbl AS oid FROM ${SCHEMA}.journal WHERE seq > after),
        touched AS (SELECT oid FROM dirty UNION SELECT p.relid FROM dirty, pg_partition_tree(dirty.oid) p),
        work AS (
          SELECT 1 AS first, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS aside,
            format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS back
          FROM pg_constraint WHERE contype = 'f' AND conparentid = 0
            AND (conrelid IN (SELECT oid FROM touched) OR confrelid IN (SELECT oid FROM touched))
          UNION ALL SELECT 2, format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname),
            format('ALTER TABLE %s ENABLE %s TRIGGER %I', tgrelid::regclass, CASE tgenabled WHEN 'A' THEN 'ALWAYS' END, tgname)
          FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM touched) AND tgenabled IN ('O', 'A') AND NOT tgisinternal AND tgparentid = 0)
      SELECT array_agg(w.aside ORDER BY w.first), array_agg(w.back ORDER BY w.first) INTO aside, back FROM work w;
      FOR i IN 1 .. coalesce(cardinality(aside), 0) LOOP EXECUTE aside[i]; END LOOP;`

const BACK = `
      SET CONSTRAINTS ALL IMMEDIATE;
      FOR i IN 1 .. coalesce(cardinality(back), 0) LOOP EXECUTE back[i]; END LOOP;`
