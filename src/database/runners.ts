import type { DataSource, QueryRunner } from 'typeorm'
import { running } from '../scenario/running.js'
import type { Site } from '../scenario/site.js'
import { gate } from './gate.js'
import { type OneConnection, oneConnection } from './one-connection.js'
import type { OwnConnections } from './own-connections.js'
import type { PoolUse } from './pool-use.js'
import { deepSite, type Statement, type StatementLog, verbOf, wherein, worksOnRows, writes } from './statements.js'

/** A query runner, and what is known of it. */
export interface Watched {
  readonly runner: QueryRunner
  /** The scenario in whose steps it was made; 0 when it was made outside of one. */
  readonly epoch: number
  readonly scenario: string
  readonly site: Site
  used: boolean
  released: boolean
  /** Set when its scenario is over: nothing more may be sent through it. */
  ended: boolean
  /** Releases it, as its maker should have. */
  giveBack(): Promise<void>
}

/** What watches a data source's query runners. */
export interface RunnerWatch {
  /** Lets no statement begin until `release`; resolves when those that run have ended. */
  hold(): Promise<void>
  /** Runners that a scenario made and did not release, but for those of before; from now on they refuse to work. */
  takeLeaked(before?: ReadonlySet<Watched>): readonly Watched[]
  /** Runners that the scenario has made and not released yet. */
  standing(): ReadonlySet<Watched>
  /** A statement that wrote when no scenario ran, since it was last asked. */
  takeLate(): Statement | undefined
  release(): void
  /** Forgets transactions that were ended from outside; hands back whether they had got into each other. */
  forgetTransactions(): boolean
  stop(): void
}

/** What the watch tells, and asks before a statement runs. */
export interface RunnerEvents {
  readonly log: StatementLog
  readonly pool: PoolUse
  /** Awaited before every statement. */
  readonly before: (statement: Statement, runner: QueryRunner) => Promise<void> | undefined
  /** Told when a statement has ended, well or not. */
  readonly after: (statement: Statement) => void
  /** Told when rows are asked for one by one, which is no statement that can be waited for; may refuse. */
  readonly streams: () => void
  /** Whether a statement that failed has to be looked into. */
  readonly wants: (statement: Statement) => boolean
  /** Looks into it, while no other one runs on its connection. */
  readonly failed: (statement: Statement, runner: QueryRunner) => Promise<void>
}

type Query = (sql: string, parameters?: unknown[], structured?: boolean) => Promise<unknown>
interface Driver {
  createQueryRunner(mode: 'master' | 'slave'): QueryRunner
}

const AT_WORK: ReadonlySet<string> = new Set(['given', 'arm', 'when', 'verify', 'expect', 'clean-up'])

/**
 * Watches every query runner that the data source makes from now on. Where TypeORM's SQLite drivers hand out one for all,
 * each gets an object of its own: with `shared`, they still work on one connection, and say so when that goes wrong;
 * otherwise each has a connection of its own.
 */
export function watchRunners(
  dataSource: DataSource,
  events: RunnerEvents,
  connections: 'of the driver' | 'shared' | OwnConnections,
): RunnerWatch {
  const driver = dataSource.driver as unknown as Driver
  const make = driver.createQueryRunner
  const door = gate()
  const born = new Set<Watched>()
  const one: OneConnection | undefined = connections === 'shared' ? oneConnection() : undefined
  const own = typeof connections === 'object' ? connections : undefined
  let late: Statement | undefined

  /** What has to be looked into after a failure, one at a time. */
  let looking: Promise<void> = Promise.resolve()
  const alone = (statement: Statement, runner: QueryRunner): Promise<void> | undefined => {
    if (!events.wants(statement)) return undefined
    if (!one) return events.failed(statement, runner)
    looking = looking.then(async () => {
      await door.hold()
      try {
        await events.failed(statement, runner)
      } finally {
        door.open()
      }
    })
    return looking
  }

  const watch = (runner: QueryRunner): QueryRunner => {
    own?.join(runner)
    const run = running()
    const atWork = run !== undefined && AT_WORK.has(run.phase)
    const watched: Watched = {
      runner,
      epoch: atWork ? run.epoch : 0,
      scenario: atWork ? run.title : '',
      site: deepSite(createQueryRunner),
      used: false,
      released: false,
      ended: false,
      giveBack: runner.release.bind(runner),
    }
    /** Whether the open transaction has worked on rows; undefined without one. */
    let hasRead: boolean | undefined
    if (atWork) born.add(watched)
    let last: Statement | undefined
    const query = (runner.query as unknown as Query).bind(runner)
    const send: Query = async (sql, parameters, structured) => {
      const site = deepSite(send)
      await door.pass()
      refuseEnded(watched)
      watched.used = true
      const maker = runner.isTransactionActive ? undefined : watched.site
      const statement = events.log.begin(sql, parameters, site, maker, hasRead)
      last = statement
      if (!AT_WORK.has(statement.phase) && statement.phase !== 'start' && writes(sql)) late ??= statement
      let leave = () => {}
      try {
        await events.before(statement, runner)
        leave = door.enter()
        const work = () => query(sql, parameters, structured)
        const result = await (own ? own.send(runner, statement, work) : work())
        statement.rows = rowsIn(result)
        hasRead = readsOn(sql, hasRead)
        one?.sent(watched, statement)
        return result
      } catch (error) {
        statement.error = error
        leave()
        leave = () => {}
        await alone(statement, runner)
        throw error
      } finally {
        leave()
        events.after(statement)
      }
    }
    const { release, connect, stream } = runner
    Object.assign(runner, {
      query: send,
      connect: (...args: []) => {
        watched.used = true
        const first = events.pool.asks(watched, last)
        return first ? first.then(() => connect.apply(runner, args)) : connect.apply(runner, args)
      },
      stream: (...args: Parameters<QueryRunner['stream']>) => {
        events.streams()
        return stream.apply(runner, args)
      },
      release: async () => {
        watched.released = true
        events.pool.gives(watched)
        born.delete(watched)
        await release.call(runner)
      },
    })
    one?.join(watched)
    return runner
  }
  function createQueryRunner(this: unknown, mode: 'master' | 'slave'): QueryRunner {
    const runner = make.call(driver, mode)
    if (connections === 'of the driver') return watch(runner)
    const Runner = runner.constructor as new (driver: unknown, mode: string) => QueryRunner
    const another = new Runner(driver, mode)
    if (one) shareStatements(runner, another)
    return watch(another)
  }
  driver.createQueryRunner = createQueryRunner

  return Object.freeze({
    hold() {
      own?.hurry()
      return door.hold()
    },
    takeLeaked(before?: ReadonlySet<Watched>) {
      const left = [...born].filter((watched) => !before?.has(watched))
      for (const watched of left) {
        watched.ended = true
        events.pool.gives(watched)
        born.delete(watched)
      }
      return left.filter(({ used }) => used)
    },
    standing: () => new Set(born),
    takeLate() {
      const taken = late
      late = undefined
      return taken
    },
    release: () => door.open(),
    forgetTransactions: () => one?.forget() ?? false,
    stop() {
      if (driver.createQueryRunner === createQueryRunner) driver.createQueryRunner = make
      door.open()
    },
  })
}

/** What better-sqlite3 has prepared, TypeORM keeps at the one runner that it knows; it holds for all on that connection. */
function shareStatements(from: object, to: object): void {
  const { stmtCache } = from as { readonly stmtCache?: unknown }
  if (stmtCache !== undefined) Object.assign(to, { stmtCache })
}

/** A driver hands rows out as a list, or TypeORM has put them into a result. */
function rowsIn(result: unknown): number {
  const rows = Array.isArray(result) ? result : (result as { records?: unknown } | undefined | null)?.records
  return Array.isArray(rows) ? rows.length : 0
}

/** What a statement that succeeded makes of whether the open transaction has worked on rows. */
function readsOn(sql: string, before: boolean | undefined): boolean | undefined {
  switch (verbOf(sql)) {
    case 'BEGIN':
    case 'START':
      return false
    case 'COMMIT':
    case 'END':
      return undefined
    case 'ROLLBACK':
      return /\bTO\b/i.test(sql) ? before : undefined
    default:
      return before === undefined ? undefined : before || worksOnRows(sql)
  }
}

function refuseEnded(watched: Watched): void {
  if (!watched.ended) return
  const where = wherein(watched.site)
  throw new Error(
    `the scenario "${watched.scenario}" is over, and with it the query runner that it made${where && ` at ${where}`}; ` +
      'await everything that a scenario begins',
  )
}
