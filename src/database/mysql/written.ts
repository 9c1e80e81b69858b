import { filed } from './file-names.js'
import type { Table } from './tables.js'

/** What InnoDB has counted for a table. */
export interface Count {
  /** Another one after every row that was written, by a cascade too, and after a TRUNCATE. */
  readonly written: string
  /** The id that comes next. */
  readonly next: number
}

/** By the names of the tables. */
export type Counts = ReadonlyMap<string, Count>

interface Line {
  readonly name: string
  readonly id: number | string
  readonly modified: number | string
  readonly next: number | string
}

/** Asks for the counts of all tables of a database. */
export function askCounts(database: string, tables: readonly Table[], mariadb: boolean): string {
  const of = mariadb ? `CAST(CONVERT(${quoted(database)} USING filename) AS BINARY)` : quoted(filed(database) ?? '')
  const told = `SELECT NAME AS name, TABLE_ID AS id, MODIFIED_COUNTER AS modified, AUTOINC AS next
    FROM information_schema.${mariadb ? 'INNODB_SYS_TABLESTATS' : 'INNODB_TABLESTATS'} WHERE NAME LIKE CONCAT(REPLACE(${of}, '_', '\\_'), '/%')`
  const untold = tables.filter(({ file }) => file === undefined)
  if (untold.length === 0) return told
  return `${told} UNION ALL SELECT CONCAT('${UNTOLD}', TABLE_NAME), 0, 0, AUTO_INCREMENT FROM information_schema.TABLES
    WHERE TABLE_SCHEMA = ${quoted(database)} AND TABLE_NAME IN (${untold.map(({ name }) => quoted(name)).join(', ')})`
}

const quoted = (text: string): string => `CONVERT(X'${Buffer.from(text).toString('hex')}' USING utf8mb4)`

/** Before the name of a table of which InnoDB does not tell what was written. */
const UNTOLD = '?'
/** Whoever can't know that nothing was written has to look. */
let looks = 0

/** The answer by the names of the tables; a partitioned one has as many lines as parts. */
export function countsOf(tables: readonly Table[], lines: readonly object[]): Counts {
  const byFile = new Map<string, Line[]>()
  for (const line of lines as Line[]) {
    const file = line.name.replace(/#p#.*$/i, '')
    byFile.set(file, [...(byFile.get(file) ?? []), line])
  }
  const counts = new Map<string, Count>()
  for (const { name, file } of tables) {
    const own = byFile.get(file ?? UNTOLD + name) ?? byFile.get(file?.toLowerCase() ?? '')
    if (own === undefined)
      throw new Error(`InnoDB tells nothing of the table ${name}, so it can not be known what was written to it`)
    counts.set(name, {
      written: file === undefined ? `look ${++looks}` : own.map(({ id, modified }) => `${id}:${modified}`).join(),
      next: Math.max(1, ...own.map(({ next }) => Number(next))),
    })
  }
  return counts
}

/** How many rows were written between two counts of a table; nothing where it is not the same table, or can't be known. */
export function writesBetween(before: Pick<Count, 'written'>, after: Count): number | undefined {
  const parts = [before, after].map(({ written }) => written.split(',').map((part) => part.split(':')))
  const [then, now] = parts as [string[][], string[][]]
  if (then.length !== now.length || then.some(([id, n], i) => n === undefined || now[i]![0] !== id)) return undefined
  return now.reduce((sum, [, n], i) => sum + Number(n) - Number(then[i]![1]), 0)
}

/** Counts how often anybody on the server changed a schema, or what InnoDB counts. */
export const ASK_COMMANDS = `SHOW GLOBAL STATUS WHERE Variable_name REGEXP '^Com_(alter|create|drop|rename)_(table|view|index|trigger|procedure|function|event|db|sequence)$|^Com_(analyze|optimize|flush|repair)$'`

/** The commands by their names. */
export function commandsOf(lines: readonly object[]): { readonly schema: string; readonly counting: string } {
  const said = (lines as { Variable_name: string; Value: string }[]).map(
    ({ Variable_name, Value }) => `${Variable_name}=${Value}`,
  )
  const recounts = (line: string): boolean => /^Com_(analyze|optimize|flush|repair)=/.test(line)
  return {
    schema: said.filter((line) => !recounts(line)).join(),
    counting: said.filter(recounts).join(),
  }
}
