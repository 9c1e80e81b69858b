import type { QueryRunner } from 'typeorm'
import { running } from '../../scenario/running.js'
import type { Site } from '../../scenario/site.js'
import type { OneTransaction } from '../isolation/one-transaction.js'
import type { Bagged } from './bag.js'
import type { Gate } from './gate.js'
import type { OneConnection } from './one-connection.js'
import type { OwnConnections } from './own-connections.js'
import type { PoolUse } from './pool-use.js'
import { deepSite, type Sites, wherein } from './sites.js'
import { controls, type Statement, type StatementLog, verbOf, writes } from './statements.js'

/** A query runner, and what is known of it. */
export interface Watched extends Bagged {
  readonly runner: QueryRunner
  /** The scenario in whose steps it was made; 0 when it was made outside of one. */
  epoch: number
  scenario: string
  /** Where it was made, unless TypeORM made it for one statement. */
  site: Site | undefined
  used: boolean
  released: boolean
  /** Set when its scenario is over: nothing more may be sent through it. */
  ended: boolean
  /** Whether the open transaction has worked on rows; undefined without one. */
  hasRead: boolean | undefined
  /** What it has sent last of what is kept. */
  last: Statement | undefined
  /** It has asked for its connection. */
  connected: boolean
}

/** Who is asked before a statement runs, and told of it afterwards. */
export interface RunnerEvents {
  readonly log: StatementLog
  readonly sites: Sites
  readonly pool: PoolUse
  /** Awaited before every statement where it hands back a promise. */
  readonly before: (statement: Statement, runner: QueryRunner) => Promise<void> | undefined
  /** Told when a statement has ended, well or not. */
  readonly after: (statement: Statement) => void
  /** Told when rows are asked for one by one, which is no statement that can be waited for; may refuse. */
  readonly streams: () => void
  /** Whether a statement that failed has to be looked into. */
  readonly wants: (statement: Statement) => boolean
  /** Looks into it, while no other one runs on its connection. */
  readonly failed: (statement: Statement, runner: QueryRunner) => Promise<void>
  /** Whether the statement may leave something on its connection, of which its author is told. */
  readonly leaves: ((sql: string) => boolean) | undefined
  /** Whether somebody asks for statements that only read: an expectation, a fault, a race, what is still to be settled. */
  readonly asked: () => boolean
}

/** What stands above the methods of a class of query runners. */
export interface Above extends RunnerEvents {
  readonly door: Gate
  readonly one: OneConnection | undefined
  readonly own: OwnConnections | undefined
  readonly whole: OneTransaction | undefined
  /** A statement writes when no scenario is at work; whether it is the first one. */
  late(statement: Statement): void
  /** Looks into a statement that failed, where that is wanted. */
  lookInto(statement: Statement, runner: QueryRunner): Promise<void> | undefined
  released(watched: Watched): void
}

/** What is known of a runner stands at the runner. */
export const WATCHED = Symbol('qa-integ.watched')

interface Runner {
  readonly [WATCHED]: Watched
  readonly isTransactionActive: boolean
}

type Query = (sql: string, parameters?: unknown[], structured?: boolean) => Promise<unknown>

/** The phases of a scenario in which its steps are at work. */
export const AT_WORK: ReadonlySet<string> = new Set(['given', 'arm', 'when', 'verify', 'expect', 'clean-up'])

/** The methods of a class of runners, each watched. They serve all runners of the class, for TypeORM makes one for every statement. */
export function watchedMethods(base: QueryRunner, above: Above): PropertyDescriptorMap {
  const { log, sites, pool, door, one, own, whole } = above
  const { connect, stream, release } = base
  const query = base.query as Query
  const leaves = above.leaves && remembered(above.leaves)

  /** Whether somebody may have to be told whose line this is. */
  const telling = (watched: Watched, sql: string, verb: string): boolean =>
    sites.wants(sql) ||
    controls(verb) ||
    leaves?.(sql) === true ||
    whole?.mayRefuse(sql, verb) === true ||
    (one?.isStranger(watched) === true && writes(sql))

  /** Whether nobody will be told of it, unless it fails: most statements of most scenarios. */
  const passes = ({ ended }: Watched, sql: string): boolean => {
    if (own !== undefined || whole !== undefined || !sql.startsWith('SELECT ')) return false
    if (ended || door.closed || above.asked() || leaves?.(sql) === true) return false
    const run = running()
    return run !== undefined && AT_WORK.has(run.phase)
  }
  const pass = async (
    runner: Runner & QueryRunner,
    watched: Watched,
    ...[sql, parameters, structured]: Parameters<Query>
  ): Promise<unknown> => {
    const maker = runner.isTransactionActive ? undefined : watched.site
    watched.used = true
    log.pass(sql, maker)
    door.enter()
    try {
      const result = await query.call(runner, sql, parameters, structured)
      door.leave()
      if (watched.hasRead !== undefined) watched.hasRead = true
      return result
    } catch (error) {
      const statement = log.begin(sql, 'SELECT', parameters, undefined, maker, watched.hasRead === true)
      watched.last = statement
      door.leave()
      return failed(runner, statement, error)
    }
  }
  const follow = async (
    runner: Runner & QueryRunner,
    watched: Watched,
    ...[sql, parameters, structured]: Parameters<Query>
  ): Promise<unknown> => {
    const verb = verbOf(sql)
    const site = telling(watched, sql, verb) ? deepSite() : undefined
    if (door.closed) await door.pass()
    if (watched.ended) refuse(watched)
    watched.used = true
    // Many lines send statements in one transaction; it is begun and ended by one.
    const maker = runner.isTransactionActive && !controls(verb) ? undefined : watched.site
    const statement = log.begin(sql, verb, parameters, site, maker, watched.hasRead === true)
    watched.last = statement
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
  const failed = async (runner: QueryRunner, statement: Statement, error: unknown): Promise<never> => {
    statement.error = error
    statement.site ??= deepSite()
    await above.lookInto(statement, runner)
    throw error
  }

  return {
    query: method(function (this: Runner & QueryRunner, ...[sql, parameters, structured]: Parameters<Query>) {
      const watched = this[WATCHED]
      const send = passes(watched, sql) ? pass : follow
      return send(this, watched, sql, parameters, structured)
    }),
    connect: method(function (this: Runner & QueryRunner) {
      const watched = this[WATCHED]
      watched.used = true
      const only = whole?.connection()
      if (only !== undefined) return Promise.resolve(only)
      // One connection for all is no pool.
      const first = one ? undefined : pool.asks(watched, watched.last)
      const connected = () => (own ? own.connect(this) : connect.call(this))
      return first ? first.then(connected) : connected()
    }),
    stream: method(function (this: Runner & QueryRunner, ...args: Parameters<QueryRunner['stream']>) {
      above.streams()
      this[WATCHED].site ??= deepSite()
      return stream.apply(this, args)
    }),
    release: method(function (this: Runner & QueryRunner) {
      const watched = this[WATCHED]
      above.released(watched)
      return own ? own.release(this, release) : release.call(this)
    }),
    ...one?.methods(base),
  }
}

/** How many texts are remembered, and of what length: an application sends few, unless it writes values into them. */
const TEXTS = 1_000
const LENGTH = 2_000

/** The same answers, from memory where a text comes again. */
function remembered(ask: (sql: string) => boolean): (sql: string) => boolean {
  const known = new Map<string, boolean>()
  return (sql) => {
    const before = known.get(sql)
    if (before !== undefined) return before
    const answer = ask(sql)
    if (sql.length > LENGTH) return answer
    if (known.size === TEXTS) known.clear()
    known.set(sql, answer)
    return answer
  }
}

const method = (value: unknown): PropertyDescriptor => ({ value, writable: true, configurable: true })

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
