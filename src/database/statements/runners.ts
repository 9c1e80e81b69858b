import type { DataSource, QueryRunner } from 'typeorm'
import { running } from '../../scenario/running.js'
import type { OneTransaction } from '../isolation/one-transaction.js'
import { bag } from './bag.js'
import { gate } from './gate.js'
import { oneConnection } from './one-connection.js'
import { type OpenTransaction, openTransactions } from './open-transactions.js'
import type { OwnConnections } from './own-connections.js'
import { deepSite } from './sites.js'
import { AT_WORK, type Statement } from './statements.js'
import { type Above, type RunnerEvents, WATCHED, type Watched, watchedMethods } from './watched.js'

/** What watches a data source's query runners. */
export interface RunnerWatch {
  /** Lets no statement begin until `release`; resolves when those that run have ended. */
  hold(): Promise<void>
  /** Runners that a scenario made and did not release, but for those of before; from now on they refuse to work. */
  takeLeaked(before?: ReadonlySet<Watched>): readonly Watched[]
  /** Runners that the scenario has made and not released yet. */
  standing(): ReadonlySet<Watched>
  /** The transaction that was begun last and not ended, since it was last asked. */
  takeOpen(): OpenTransaction | undefined
  /** Releases a runner that was taken, as its maker should have. */
  giveBack(watched: Watched): Promise<void>
  /** A statement that wrote when no scenario ran, since it was last asked. */
  takeLate(): Statement | undefined
  release(): void
  /** Forgets transactions that were ended from outside; hands back whether they had got into each other. */
  forgetTransactions(): boolean
  stop(): void
}

type RunnerClass = new (driver: never, mode: string) => QueryRunner
interface Driver {
  createQueryRunner(mode: 'master' | 'slave'): QueryRunner
}

/**
 * Watches every query runner that the data source makes from now on. Where TypeORM's SQLite drivers hand out one for all,
 * each gets an object of its own: with `shared`, they still work on one connection, and say so when that goes wrong;
 * otherwise each has a connection of its own.
 */
export function watchRunners(
  dataSource: DataSource,
  events: RunnerEvents,
  connections: 'of the driver' | 'shared' | OwnConnections,
  whole?: OneTransaction,
): RunnerWatch {
  const driver = dataSource.driver as unknown as Driver
  const make = driver.createQueryRunner
  const ask = dataSource.query
  const door = gate()
  /** Made by the steps of a scenario, and not released yet. */
  const born = bag<Watched>()
  const one = connections === 'shared' ? oneConnection() : undefined
  const own = typeof connections === 'object' ? connections : undefined
  const transactions = openTransactions(one !== undefined)
  let late: Statement | undefined

  /** What has to be looked into after a failure, one at a time. */
  let looking: Promise<void> = Promise.resolve()
  const above: Above = {
    ...events,
    door,
    one,
    own,
    whole,
    transactions,
    asked: () => late !== undefined || events.asked(),
    late(statement) {
      if (late !== undefined) return
      late = statement
      statement.site ??= deepSite()
    },
    lookInto(statement, runner) {
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
    },
    released(watched) {
      born.remove(watched)
      if (!one) events.pool.gives(watched)
      else if (!watched.released && !watched.ended && !one.isOwner(watched)) idle.push(watched)
      watched.released = true
    },
  }
  /** The class of a driver's runners, and the one that stands above it. */
  const faces = new Map<RunnerClass, RunnerClass>()
  const faceOf = (runner: QueryRunner): RunnerClass => {
    const Runner = runner.constructor as RunnerClass
    const known = faces.get(Runner)
    if (known) return known
    const Face = class extends Runner {}
    Object.defineProperties(Face.prototype, watchedMethods(Runner.prototype, above))
    faces.set(Runner, Face)
    return Face
  }

  /** `dataSource.query` has the floor until its first wait: the runner that is made then is for one statement. */
  let asking = false
  /** Released, and as good as new for whom TypeORM would hand out the one for all. */
  const idle: Watched[] = []
  /** One that the driver has made, whose class is that of all. */
  let theOne: QueryRunner | undefined
  /** Who has put a function of its own in the place of TypeORM's wants to be asked each time. */
  const asks = connections !== 'of the driver' || Object.hasOwn(driver, 'createQueryRunner')
  function createQueryRunner(this: unknown, mode: 'master' | 'slave'): QueryRunner {
    const of = asks ? make.call(driver, mode) : (theOne ?? make.call(driver, mode))
    // With the connection, what was prepared on it is gone.
    if (one && of !== theOne) idle.length = 0
    theOne = of
    const watched = idle.pop() ?? made(of, mode)
    const run = running()
    const atWork = run !== undefined && AT_WORK.has(run.phase)
    watched.epoch = atWork ? run.epoch : 0
    watched.scenario = atWork ? run.title : ''
    // TypeORM reads by runners that it releases itself.
    watched.site = !events.sites.wanted && (mode === 'slave' || asking) ? undefined : deepSite()
    watched.released = false
    watched.used = false
    watched.last = undefined
    watched.passed = undefined
    watched.connected = false
    if (atWork) born.add(watched)
    return watched.runner
  }
  function made(of: QueryRunner, mode: 'master' | 'slave'): Watched {
    const Face = faceOf(of)
    // Another prototype would make every runner slow.
    const runner =
      asks && connections === 'of the driver'
        ? (Object.setPrototypeOf(of, Face.prototype) as QueryRunner)
        : new Face(driver as never, mode)
    if (one) shareStatements(of, runner)
    const watched: Watched = {
      runner,
      epoch: 0,
      scenario: '',
      site: undefined,
      used: false,
      released: false,
      ended: false,
      hasRead: undefined,
      last: undefined,
      passed: undefined,
      connected: false,
      place: -1,
    }
    ;(runner as { [WATCHED]?: Watched })[WATCHED] = watched
    return watched
  }
  function query(this: unknown, ...args: Parameters<DataSource['query']>): Promise<unknown> {
    asking = true
    try {
      return ask.apply(dataSource, args)
    } finally {
      asking = false
    }
  }
  driver.createQueryRunner = createQueryRunner
  Object.assign(dataSource, { query })

  return Object.freeze({
    hold() {
      own?.hurry()
      return door.hold()
    },
    takeLeaked(before?: ReadonlySet<Watched>) {
      const left = born.all.filter((watched) => !before?.has(watched))
      for (const watched of left) {
        watched.ended = true
        events.pool.gives(watched)
        born.remove(watched)
      }
      return left.filter(({ used }) => used)
    },
    takeOpen: transactions.take,
    standing: () => new Set(born.all),
    giveBack: ({ runner }: Watched) => runner.release(),
    takeLate() {
      const taken = late
      late = undefined
      return taken
    },
    release: () => door.open(),
    forgetTransactions: () => one?.forget() ?? false,
    stop() {
      if (driver.createQueryRunner === createQueryRunner) driver.createQueryRunner = make
      if ((dataSource as { query: unknown }).query === query) delete (dataSource as { query?: unknown }).query
      door.open()
    },
  })
}

/** What better-sqlite3 has prepared, TypeORM keeps at the one runner that it knows; it holds for all on that connection. */
function shareStatements(from: object, to: object): void {
  const { stmtCache } = from as { readonly stmtCache?: unknown }
  if (stmtCache !== undefined) Object.assign(to, { stmtCache })
}
