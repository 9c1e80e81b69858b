import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { shortPath } from '../../scenario/site.js'
import { type When, when } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { assertion } from '../assertion.js'
import type { Live } from '../live.js'
import { flavourOf } from '../statements/sql-tokens.js'
import { verbOf } from '../statements/statements.js'
import { describeKind } from '../violation.js'
import { saidOf } from './expected.js'
import { type ScriptError, type ScriptStatement, splitScript } from './split.js'

/**
 * A statement of a script that has run as its comments say.
 *
 * @example
 * ```ts
 * import { mkdtempSync, writeFileSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { scenario } from 'qa-integ'
 * import { database } from 'qa-integ/database'
 * import { expect } from 'chai'
 * import { EntitySchema } from 'typeorm'
 *
 * interface User { id: number; email: string }
 * const User = new EntitySchema<User>({
 *   name: 'User',
 *   tableName: 'users',
 *   columns: { id: { type: Number, primary: true, generated: true }, email: { type: String, unique: true } },
 * })
 * const db = database({ entities: { users: User } })
 * const file = join(mkdtempSync(join(tmpdir(), 'script-')), 'users.sql')
 * writeFileSync(
 *   file,
 *   `INSERT INTO users (email) VALUES ('ann@example.com');
 * -- should fail due to the unique constraint
 * INSERT INTO users (email) VALUES ('ann@example.com');`,
 * )
 *
 * scenario('a script says what fails')
 *   .when(db.script(file))
 *   .expect('its second statement', (results) => expect(results.map(({ error }) => error !== undefined)).to.deep.equal([false, true]))
 *   .expect(db.delta({ users: +1 }))
 * ```
 */
export interface ScriptResult {
  /** Its text. */
  readonly sql: string
  /** Where it stands in the file, counted from 1. */
  readonly line: number
  /** What it returned. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** Why it failed, where it was meant to. */
  readonly error?: Error
}

/** The step value behind `db.script`. */
export function script(
  live: () => Live,
  uses: readonly Part[],
  path: string | URL,
): When<object, readonly ScriptResult[]> {
  if ((typeof path !== 'string' || path.trim() === '') && !(path instanceof URL))
    throw new TypeError(
      "db.script(...) takes the path of a file of SQL, as in db.script('test/orders.sql'); one statement is db.sql`...`",
    )
  const file = path instanceof URL ? fileURLToPath(path) : path
  const name = shortPath(file)
  return when<object, readonly ScriptResult[]>(
    `the script ${name} runs`,
    (_, { signal }) => run(live(), file, name, signal),
    { uses },
  )
}

async function run(own: Live, file: string, name: string, signal: AbortSignal): Promise<readonly ScriptResult[]> {
  const { dataSource } = own
  const statements = read(file, name, dataSource.options.type)
  const runner = dataSource.createQueryRunner()
  const results: ScriptResult[] = []
  let begun: ScriptStatement | undefined
  try {
    for (const statement of statements) {
      signal.throwIfAborted()
      results.push(await perform(own, runner.query.bind(runner), statement, name, begun !== undefined))
      begun = transaction(statement, begun)
    }
    if (begun)
      throw assertion(
        `${name}:${begun.line}: the transaction that begins here is open at the end of the script; end it with COMMIT or ROLLBACK`,
      )
    return results
  } catch (error) {
    if (begun) await runner.query('ROLLBACK').catch(() => {})
    throw error
  } finally {
    await runner.release()
  }
}

function read(file: string, name: string, type: string): readonly ScriptStatement[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(
      `the script ${name} can't be read: ${(error as Error).message}; its path begins at the working directory, or is a URL as new URL('x.sql', import.meta.url) makes it`,
    )
  }
  try {
    const statements = splitScript(text, flavourOf(type))
    if (statements.length > 0) return statements
  } catch (error) {
    const { line, message } = error as ScriptError
    throw new Error(`${name}:${line}: ${message}`)
  }
  throw new Error(`the script ${name} has no statement, so it would show nothing`)
}

/** The statement with which the open transaction began. */
function transaction(statement: ScriptStatement, begun: ScriptStatement | undefined): ScriptStatement | undefined {
  switch (verbOf(statement.sql)) {
    case 'BEGIN':
    case 'START':
      return statement
    case 'COMMIT':
    case 'END':
    case 'ABORT':
      return undefined
    case 'ROLLBACK':
      return /\bTO\b/i.test(statement.sql) ? begun : undefined
    default:
      return begun
  }
}

const POINT = 'qa_integ_script'

async function perform(
  own: Live,
  query: (sql: string) => Promise<unknown>,
  { sql, line, comments }: ScriptStatement,
  name: string,
  inTransaction: boolean,
): Promise<ScriptResult> {
  const said = saidOf(comments)
  const at = `${name}:${line}: ${sql.replace(/\s+/g, ' ').slice(0, 120)}`
  // What fails as it is meant to must not take the transaction along.
  const guarded = said.fails !== undefined && inTransaction && own.dialect.failureEndsTransaction
  if (guarded) await query(`SAVEPOINT ${POINT}`)
  let rows: ScriptResult['rows']
  try {
    const answer = await query(sql)
    rows =
      Array.isArray(answer) && !(Array.isArray(answer[0]) && typeof answer[1] === 'number')
        ? (answer as ScriptResult['rows'])
        : []
  } catch (error) {
    if (guarded) await query(`ROLLBACK TO SAVEPOINT ${POINT}`)
    if (said.fails === undefined)
      throw assertion(
        `${at}\n  failed, and no comment says that it should: ${(error as Error).message}; correct it, or say so in a comment above or below it, as in -- should fail due to unique constraint`,
      )
    await checkKind(own, sql, said.fails, at, error as Error)
    return { sql, line, rows: [], error: error as Error }
  }
  if (said.fails) throw assertion(`${at}\n  did not fail, but its comment says: ${said.fails.words}`)
  if (said.rows !== undefined && rows.length !== said.rows)
    throw assertion(
      `${at}\n  returned ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}, but its comment says ${said.rows}`,
    )
  return { sql, line, rows }
}

async function checkKind(
  { log, dialect, engine }: Live,
  sql: string,
  { kind, words }: NonNullable<ReturnType<typeof saidOf>['fails']>,
  at: string,
  error: Error,
): Promise<void> {
  if (kind === undefined) return
  const statement = log.all.findLast((one) => one.sql === sql)
  const violation = statement && (await dialect.violation(engine, statement))
  if (violation?.kind === kind) return
  throw assertion(
    `${at}\n  failed for another reason than its comment says (${words}): ${violation ? `it broke a constraint of another kind, ${describeKind(violation.kind)}` : 'it broke no constraint'}: ${error.message}`,
  )
}
