import { running } from '../../scenario/running.js'
import type { Site } from '../../scenario/site.js'
import type { Columns } from '../engine.js'
import { wherein } from './sites.js'

/** A statement that went through the data source. */
export interface Statement {
  readonly sql: string
  /** Its first word, in capitals. */
  readonly verb: string
  readonly parameters: readonly unknown[]
  /** The scenario that ran when it was sent; 0 when none did. */
  readonly epoch: number
  readonly scenario: string
  readonly phase: string
  /** The when that it belongs to, by when that began. */
  readonly whenBegan: number | undefined
  /** Who sent it, where somebody was to be told. */
  site: Site | undefined
  /** Where its query runner was made, which an author's call reaches where TypeORM hands a promise through. */
  readonly maker: Site | undefined
  /** Its transaction has read or written rows before it. */
  readonly hasRead: boolean
  error: unknown
  /** How many rows it handed out. */
  rows: number
  /** The foreign keys that it broke, where the engine does not name them in the error. */
  brokenForeignKeys: readonly Columns[] | undefined
}

/** What is said of a statement. */
export type Said = Pick<Statement, 'sql' | 'site' | 'maker'>

/** The statements of the scenario that runs, but for what only reads where nobody asks for it. */
export interface StatementLog {
  /** Whether all are kept, of what only reads, too. */
  readonly whole: boolean
  /** Keeps all of them from now on, until `clear`. */
  keepAll(): void
  begin(
    sql: string,
    verb: string,
    parameters: readonly unknown[] | undefined,
    site: Site | undefined,
    maker: Site | undefined,
    hasRead: boolean,
  ): Statement
  readonly all: readonly Statement[]
  /** Those that the when has sent which the scenario has come to. */
  ofWhen(): readonly Statement[]
  /** Forgets those from a place on that are not to be kept. */
  prune(from: number, keep: (statement: Statement) => boolean): void
  clear(): void
}

/** The phases of a scenario in which its steps are at work. */
export const AT_WORK: ReadonlySet<string> = new Set(['given', 'arm', 'when', 'verify', 'expect', 'clean-up'])

const NONE: readonly unknown[] = Object.freeze([])

/** An empty log. */
export function statementLog(): StatementLog {
  const all: Statement[] = []
  let whole = false
  return Object.freeze<StatementLog>({
    get whole() {
      return whole
    },
    keepAll() {
      whole = true
    },
    begin(sql, verb, parameters, site, maker, hasRead) {
      const run = running()
      const statement: Statement = {
        sql,
        verb,
        parameters: Array.isArray(parameters) ? parameters : NONE,
        epoch: run === undefined ? 0 : run.epoch,
        scenario: run === undefined ? '' : run.title,
        phase: run === undefined ? 'none' : run.phase,
        whenBegan: run === undefined ? undefined : run.whenBegan,
        site,
        maker,
        hasRead,
        error: undefined,
        rows: 0,
        brokenForeignKeys: undefined,
      }
      all.push(statement)
      return statement
    },
    all,
    ofWhen() {
      const run = running()
      return all.filter(
        ({ phase, epoch, whenBegan }) => phase === 'when' && epoch === run?.epoch && whenBegan === run.whenBegan,
      )
    },
    prune(from: number, keep: (statement: Statement) => boolean) {
      all.push(...all.splice(from).filter(keep))
    },
    clear() {
      all.splice(0)
      whole = false
    },
  })
}

/** The statement's first word, in capitals, comments skipped. */
export function verbOf(sql: string): string {
  if (sql.startsWith('SELECT ')) return 'SELECT'
  return /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*([A-Za-z]+)/.exec(sql)?.[1]?.toUpperCase() ?? ''
}

/** Whether the statement works on rows, and not on transactions, settings or savepoints. */
export function worksOnRows(sql: string): boolean {
  return !controls(verbOf(sql))
}

/** Whether a statement with this first word is about transactions, settings or savepoints. */
export function controls(verb: string): boolean {
  return verb !== 'SELECT' && CONTROL.has(verb)
}

const CONTROL: ReadonlySet<string> = new Set([
  'BEGIN',
  'START',
  'COMMIT',
  'END',
  'ROLLBACK',
  'ABORT',
  'SAVEPOINT',
  'RELEASE',
  'SET',
  'PRAGMA',
])

/** Whether the statement may write rows. */
export function writes(sql: string): boolean {
  const verb = verbOf(sql)
  return WRITING.has(verb) || (verb === 'WITH' && /\b(insert|update|delete|merge)\b/i.test(sql))
}

const WRITING: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'MERGE', 'TRUNCATE'])

/** `INSERT INTO "users" ... (test/users.test.ts:12:3)`, in a line. */
export function describeStatement(statement: Said): string {
  const text = statement.sql.replace(/\s+/g, ' ').trim()
  const short = text.length > 120 ? `${text.slice(0, 119)}…` : text
  const where = placeOfStatement(statement)
  return where === '' ? short : `${short} (${where})`
}

/** The line of the author that sent the statement, where it is known. */
export function placeOfStatement({ site, maker }: Said): string {
  return wherein(site) || wherein(maker)
}
