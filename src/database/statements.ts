import { running } from '../scenario/running.js'
import { authorFrames, describePlace, placeOf, type Site } from '../scenario/site.js'
import type { Columns } from './engine.js'

/** A statement that went through the data source. */
export interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** The scenario that ran when it was sent; 0 when none did. */
  readonly epoch: number
  readonly scenario: string
  readonly phase: string
  readonly site: Site
  /** Where its query runner was made, which an author's call reaches where TypeORM hands a promise through. */
  readonly maker: Site | undefined
  /** Its transaction has read or written rows before it. */
  readonly hasRead: boolean
  error?: unknown
  /** How many rows it handed out. */
  rows?: number
  /** The foreign keys that it broke, where the engine does not name them in the error. */
  brokenForeignKeys?: readonly Columns[]
}

/** The statements of the scenario that runs. */
export interface StatementLog {
  begin(sql: string, parameters: readonly unknown[] | undefined, site: Site, maker?: Site, hasRead?: boolean): Statement
  readonly all: readonly Statement[]
  /** Those that the when of the running scenario has sent. */
  ofWhen(): readonly Statement[]
  /** Forgets those from a place on that are not to be kept. */
  prune(from: number, keep: (statement: Statement) => boolean): void
  clear(): void
}

/** How deep the author's own line may stand below TypeORM's. */
const FRAMES = 60

export function statementLog(): StatementLog {
  const all: Statement[] = []
  return Object.freeze({
    begin(sql: string, parameters: readonly unknown[] | undefined, site: Site, maker?: Site, hasRead = false) {
      const run = running()
      const statement: Statement = {
        sql,
        parameters: Array.isArray(parameters) ? parameters : [],
        epoch: run?.epoch ?? 0,
        scenario: run?.title ?? '',
        phase: run?.phase ?? 'none',
        site,
        maker,
        hasRead,
      }
      all.push(statement)
      return statement
    },
    all,
    ofWhen: () => all.filter(({ phase, epoch }) => phase === 'when' && epoch === running()?.epoch),
    prune(from: number, keep: (statement: Statement) => boolean) {
      all.push(...all.splice(from).filter(keep))
    },
    clear: () => void all.splice(0),
  })
}

/** A captured stack that reaches through TypeORM to the author. */
export function deepSite(below: (...args: never[]) => unknown): Site {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = FRAMES
  const site: Site = {}
  Error.captureStackTrace(site, below)
  Error.stackTraceLimit = limit
  return site
}

/** The statement's first word, in capitals, comments skipped. */
export function verbOf(sql: string): string {
  return /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*([A-Za-z]+)/.exec(sql)?.[1]?.toUpperCase() ?? ''
}

/** Whether the statement works on rows, and not on transactions, settings or savepoints. */
export function worksOnRows(sql: string): boolean {
  return !CONTROL.has(verbOf(sql))
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
export function describeStatement(statement: Statement): string {
  const text = statement.sql.replace(/\s+/g, ' ').trim()
  const short = text.length > 120 ? `${text.slice(0, 119)}…` : text
  const where = placeOfStatement(statement)
  return where === '' ? short : `${short} (${where})`
}

/** The line of the author that sent the statement, where it is known. */
export function placeOfStatement({ site, maker }: Statement): string {
  return wherein(site) || (maker === undefined ? '' : wherein(maker))
}

/** The author's place, or nothing where the stack does not reach it. */
export function wherein(site: Site): string {
  return authorFrames(site.stack).length === 0 ? '' : describePlace(placeOf(site))
}
