import type { QueryRunner } from 'typeorm'
import { running } from '../../scenario/running.js'
import { remembered } from './remembered.js'
import { deepSite, wherein } from './sites.js'
import { AT_WORK, controls, type Statement, verbOf, writes } from './statements.js'
import type { Above, Query, Runner, Watched } from './watched.js'

type Send = (runner: Runner, watched: Watched, ...args: Parameters<Query>) => Promise<unknown>

/** How a statement is sent. */
export interface Sending {
  /** Whether nobody will be told of it, unless it fails: most statements of most scenarios. */
  passes(watched: Watched, sql: string): boolean
  /** Sends one that passes. */
  readonly pass: Send
  /** Sends one of which everything is known afterwards. */
  readonly follow: Send
  /** Asks for rows one by one, by what `open` hands back; the statement is counted, and its rows are not waited for. */
  stream<Rows>(
    open: () => Promise<Rows>,
    ...runner: [runner: Runner, watched: Watched, sql: string, parameters: unknown[] | undefined]
  ): Promise<Rows>
}

/** How statements are sent by the `query` of a class of runners, and who is told of them. */
export function sending(query: Query, above: Above): Sending {
  const { log, sites, door, one, own, whole, transactions } = above
  const leaves = above.leaves && remembered(above.leaves)

  /** Whether somebody may have to be told whose line this is. */
  const telling = (watched: Watched, sql: string, verb: string): boolean =>
    sites.wants(sql) ||
    controls(verb) ||
    leaves?.(sql) === true ||
    whole?.mayRefuse(sql, verb) === true ||
    (one?.isStranger(watched) === true && writes(sql))

  const passes = ({ ended }: Watched, sql: string): boolean => {
    if (own !== undefined || whole !== undefined || !sql.startsWith('SELECT ')) return false
    if (ended || door.closed || above.asked() || leaves?.(sql) === true) return false
    const run = running()
    return run !== undefined && AT_WORK.has(run.phase)
  }
  // No function that awaits: it would take two promises more, and most of what a statement costs here.
  const pass: Send = (runner, watched, sql, parameters, structured) => {
    watched.used = true
    watched.passed = sql
    door.enter()
    const ended = (result: unknown): unknown => {
      door.leave()
      if (watched.hasRead !== undefined) watched.hasRead = true
      return result
    }
    return query.call(runner, sql, parameters, structured).then(ended, (error: unknown) => {
      const maker = runner.isTransactionActive ? undefined : watched.site
      const statement = log.begin(sql, 'SELECT', parameters, undefined, maker, watched.hasRead === true)
      watched.last = statement
      watched.passed = undefined
      door.leave()
      return failed(runner, statement, error)
    })
  }
  const follow: Send = async (runner, watched, sql, parameters, structured) => {
    const verb = verbOf(sql)
    const site = telling(watched, sql, verb) ? deepSite() : undefined
    if (door.closed) await door.pass()
    if (watched.ended) refuse(watched)
    watched.used = true
    // Many lines send statements in one transaction; it is begun and ended by one.
    const maker = runner.isTransactionActive && !controls(verb) ? undefined : watched.site
    const statement = log.begin(sql, verb, parameters, site, maker, watched.hasRead === true)
    watched.last = statement
    watched.passed = undefined
    if (statement.phase !== 'when' && isLate(statement)) above.late(statement)
    let entered = false
    try {
      const first = above.before(statement, runner)
      if (first !== undefined) await first
      door.enter()
      entered = true
      const result = await (own
        ? own.send(runner, statement, () => query.call(runner, sql, parameters, structured))
        : whole
          ? whole.send(watched, statement, (text) =>
              query.call(runner, text, text === sql ? parameters : [], structured),
            )
          : query.call(runner, sql, parameters, structured))
      statement.rows = rowsIn(result)
      watched.hasRead = readsOn(statement, watched.hasRead)
      if (controls(verb)) transactions.sent(watched, statement)
      if (one !== undefined) one.sent(watched, statement)
      return result
    } catch (error) {
      if (entered) door.leave()
      entered = false
      return await failed(runner, statement, error)
    } finally {
      if (entered) door.leave()
      above.after(statement)
    }
  }
  const stream: Sending['stream'] = async (open, runner, watched, sql, parameters) => {
    watched.site ??= deepSite()
    if (door.closed) await door.pass()
    if (watched.ended) refuse(watched)
    const maker = runner.isTransactionActive ? undefined : watched.site
    const statement = log.begin(sql, verbOf(sql), parameters, undefined, maker, watched.hasRead === true)
    watched.last = statement
    watched.passed = undefined
    try {
      const first = above.before(statement, runner)
      if (first !== undefined) await first
      return await open()
    } catch (error) {
      return await failed(runner, statement, error)
    } finally {
      above.after(statement)
    }
  }
  const failed = async (runner: QueryRunner, statement: Statement, error: unknown): Promise<never> => {
    statement.error = error
    statement.site ??= deepSite()
    await above.lookInto(statement, runner)
    throw error
  }

  return Object.freeze({ passes, pass, follow, stream })
}

const isLate = ({ phase, sql }: Statement): boolean => !AT_WORK.has(phase) && phase !== 'start' && writes(sql)

/** A driver hands rows out as a list, or TypeORM has put them into a result. */
function rowsIn(result: unknown): number {
  const rows = Array.isArray(result) ? result : (result as { records?: unknown } | undefined | null)?.records
  return Array.isArray(rows) ? rows.length : 0
}

/** What a statement that succeeded makes of whether the open transaction has worked on rows. */
function readsOn({ sql, verb }: Statement, before: boolean | undefined): boolean | undefined {
  switch (verb) {
    case 'BEGIN':
    case 'START':
      return false
    case 'COMMIT':
    case 'END':
      return undefined
    case 'ROLLBACK':
      return /\bTO\b/i.test(sql) ? before : undefined
    default:
      return before === undefined ? undefined : before || !controls(verb)
  }
}

function refuse({ site, scenario }: Watched): never {
  const where = wherein(site)
  throw new Error(
    `the scenario "${scenario}" is over, and with it the query runner that it made${where && ` at ${where}`}; ` +
      'await everything that a scenario begins',
  )
}
