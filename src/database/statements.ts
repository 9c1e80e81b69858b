import { running } from '../scenario/running.js'
import { authorFrames, describePlace, placeOf, type Site } from '../scenario/site.js'

/** A statement that went through the data source. */
export interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** The scenario that ran when it was sent; 0 when none did. */
  readonly epoch: number
  readonly scenario: string
  readonly phase: string
  readonly site: Site
  error?: unknown
}

/** The statements of the scenario that runs. */
export interface StatementLog {
  begin(sql: string, parameters: readonly unknown[] | undefined, site: Site): Statement
  readonly all: readonly Statement[]
  clear(): void
}

/** How deep the author's own line may stand below TypeORM's. */
const FRAMES = 60

export function statementLog(): StatementLog {
  const all: Statement[] = []
  return Object.freeze({
    begin(sql: string, parameters: readonly unknown[] | undefined, site: Site) {
      const run = running()
      const statement: Statement = {
        sql,
        parameters: Array.isArray(parameters) ? parameters : [],
        epoch: run?.epoch ?? 0,
        scenario: run?.title ?? '',
        phase: run?.phase ?? 'none',
        site,
      }
      all.push(statement)
      return statement
    },
    all,
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

/** Whether the statement may write rows. */
export function writes(sql: string): boolean {
  const verb = verbOf(sql)
  return WRITING.has(verb) || (verb === 'WITH' && /\b(insert|update|delete|merge)\b/i.test(sql))
}

const WRITING: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'MERGE', 'TRUNCATE'])

/** `INSERT INTO "users" ... (test/users.test.ts:12:3)`, in a line. */
export function describeStatement({ sql, site }: Statement): string {
  const text = sql.replace(/\s+/g, ' ').trim()
  const short = text.length > 120 ? `${text.slice(0, 119)}…` : text
  const where = wherein(site)
  return where === '' ? short : `${short} (${where})`
}

/** The author's place, or nothing where the stack does not reach it. */
export function wherein(site: Site): string {
  return authorFrames(site.stack).length === 0 ? '' : describePlace(placeOf(site))
}
