import type { DataSource, QueryRunner } from 'typeorm'
import { late, running } from '../scenario/running.js'
import type { Dialect } from './dialect.js'
import { dialectOf } from './dialects.js'
import type { Engine } from './engine.js'
import type { Counters } from './factory/counters.js'
import { counters } from './factory/counters.js'
import type { Factory } from './factory/factory.js'
import { type Recipes, recipes } from './factory/recipe.js'
import { type Faults, faultsOf } from './faults.js'
import type { Isolation, Terms } from './isolation.js'
import { leakedRunner, leftOnSessions, stillOpen } from './leaks.js'
import { oneTransaction } from './one-transaction.js'
import { type OwnConnections, ownConnections } from './own-connections.js'
import { loadTypeorm } from './peers.js'
import { type PoolUse, poolUse } from './pool-use.js'
import type { Provisioned } from './provision.js'
import { type RunnerWatch, watchRunners } from './runners.js'
import { type Sites, sites } from './sites.js'
import { describeStatement, type Statement, type StatementLog, statementLog, writes } from './statements.js'
import { tellStrayed } from './strayed.js'
import { strictly } from './strict.js'
import type { Watched } from './watched.js'

/** A database that runs. */
export interface Live {
  readonly dataSource: DataSource
  readonly dialect: Dialect
  readonly isolation: Isolation
  readonly engine: Engine
  readonly log: StatementLog
  /** Of which statements the author's line is remembered. */
  readonly sites: Sites
  readonly counters: Counters
  /** How rows of the entities are made. */
  readonly recipes: Recipes
  readonly faults: Faults
  /** Who uses the connections of the pool. */
  readonly pool: PoolUse
  /** The connections of its own that each query runner has, on an engine where the driver has one for all. */
  readonly connections: OwnConnections | undefined
  /** What the tables are called in the author's words; those that are not in it go by their own name. */
  readonly labels: ReadonlyMap<string, string>
  /** Lets somebody hold statements back, until what it hands back is called. */
  observe(observer: Observer): () => void
  /** Begins work that is done many times, each time from the rows of now. */
  repeat(): Promise<Repeat>
  mark(): Promise<() => Promise<void>>
  reset(): Promise<void>
  stop(): Promise<void>
}

/** What an author says of a database besides what and where it is. */
export interface Making {
  readonly isolation?: Isolation
  readonly connections?: number
  readonly strict?: boolean
  readonly factories?: readonly Factory[]
  readonly seed?: string | number
}

/** Who is asked before every statement, and told after it. */
export interface Observer {
  before(statement: Statement, runner: QueryRunner): Promise<void> | undefined
  after(statement: Statement): void
  streams(): void
}

/** Work that is done many times from the same rows. */
export interface Repeat {
  /** Puts the rows back, and takes what was left open; hands back what that was. `quiet` says that transactions were ended. */
  again(quiet?: boolean): Promise<Error | undefined>
  /** What is there now stays until the scenario is left. */
  end(): void
}

/** Makes a data source that is open one whose every change can be told and undone; closes it when that can't be. */
export async function live(
  provisioned: Provisioned,
  labels: ReadonlyMap<string, string>,
  making: Making = {},
): Promise<Live> {
  const { dataSource, ours, kept, beside, leave } = provisioned
  const terms: Terms = { isolation: making.isolation ?? 'restore', kept, ...(beside === undefined ? {} : { beside }) }
  let engine: Engine | undefined
  try {
    engine = await dialectOf(dataSource).engine(dataSource, terms)
    refuseUnmigrated(dataSource, engine)
    return await watched(provisioned, engine, labels, making)
  } catch (error) {
    await engine?.close(kept).catch(() => {})
    if (ours && dataSource.isInitialized) await dataSource.destroy()
    await leave()
    throw error
  }
}

async function watched(
  { dataSource, ours, kept, remark, leave }: Provisioned,
  engine: Engine,
  labels: ReadonlyMap<string, string>,
  { factories = [], seed = 1, connections: most = 1, strict = false, isolation = 'restore' }: Making,
): Promise<Live> {
  const dialect = dialectOf(dataSource)
  const source = most > 1 ? dialect.connections : undefined
  const connections = source && ownConnections(dataSource, source, most)
  const log = statementLog()
  const wanted = sites()
  const pool = poolUse()
  const faults = faultsOf((await loadTypeorm()).QueryFailedError)
  const counted = counters()
  const whole = await strictly(engine, strict)
  const transaction = isolation === 'rollback' ? await oneTransaction(engine) : undefined
  const made = recipes(dataSource, factories, seed)
  /** What has to be put right before the next step works on the database. */
  let startWrote = false
  let putRight: Promise<void> | undefined

  let observer: Observer | undefined

  const watch: RunnerWatch = watchRunners(
    dataSource,
    {
      log,
      sites: wanted,
      pool,
      leaves: dialect.leavesState,
      wants: ({ error, phase }) => phase === 'when' && dialect.hidesForeignKey(error),
      failed: async (statement, runner) => {
        statement.brokenForeignKeys = await engine
          .brokenForeignKeys(statement.sql, statement.parameters, runner)
          .catch(() => [])
      },
      after: (statement) => observer?.after(statement),
      streams: () => observer?.streams(),
      before: (statement, runner) => {
        const { phase, sql, verb } = statement
        faults.strike(statement)
        tellStrayed(statement)
        if (phase === 'start') {
          if (writes(sql)) startWrote = true
        } else if (running() !== undefined && phase !== 'leave') settleIn()
        const alters = verb === 'ALTER'
        if (!alters && observer === undefined) return putRight
        return (async () => {
          await putRight
          if (alters) await engine.beforeAlter(runner)
          await observer?.before(statement, runner)
        })()
      },
    },
    connections ?? (dialect.oneConnection ? 'shared' : 'of the driver'),
    transaction,
  )
  /** Once, when the steps of a scenario begin: what an application wrote when it started stays, what came late goes. */
  const settleIn = (): void => {
    const came = watch.takeLate()
    if (came === undefined && !startWrote) return
    const adopt = startWrote
    startWrote = false
    putRight = (async () => {
      if (came) {
        late(
          came.scenario || 'an earlier scenario',
          `${describeStatement(came)} wrote when no scenario ran; it was undone`,
        )
        await engine.restore()
      } else if (adopt) {
        await engine.adopt()
        await whole.adopt()
      }
    })().finally(() => {
      putRight = undefined
    })
  }

  /** Gives back to the pool what was not released; what it holds open is ended by the engine. */
  const givenBack = async (leaked: readonly Watched[]): Promise<readonly Watched[]> => {
    if (connections || !dialect.oneConnection) for (const one of leaked) await watch.giveBack(one)
    return leaked
  }
  /** Takes what was left on connections and puts the rows back; statements are held meanwhile. */
  const goBack = async (statements: readonly Statement[], quiet = false) => {
    const onSessions = (await dialect.discardSessions(dataSource, statements)) ?? []
    const left = (await (transaction?.undo() ?? connections?.settle())) ?? false
    const { openTransaction } = await engine.restore(quiet)
    return { onSessions, open: left || openTransaction }
  }

  const reset = async (): Promise<void> => {
    if (!dataSource.isInitialized) return revive()
    await watch.hold()
    try {
      const leaked = await givenBack(watch.takeLeaked())
      if (startWrote && running()?.whenBegan !== undefined) settleIn()
      await putRight
      startWrote = false
      await engine.forgetMoments?.()
      const { onSessions, open } = await goBack(log.all)
      const entangled = watch.forgetTransactions()
      watch.takeLate()
      if (open && !entangled) tell(stillOpen(log.all, leaked))
      else for (const one of leaked) tell(leakedRunner(one))
      if (onSessions.length > 0) tell(leftOnSessions(log.all, onSessions, dialect.leavesState))
      running()?.note({
        kind: 'database',
        engine: engine.description,
        isolation,
        ...(remark === undefined ? {} : { remark }),
      })
      await whole.check()
    } finally {
      log.clear()
      wanted.clear()
      faults.clear()
      watch.release()
    }
  }
  const repeat = async (): Promise<Repeat> => {
    if (transaction)
      throw new Error(
        "db.grown(...) and db.race(...) put rows back in the middle of the scenario, which isolation: 'rollback' can't; use isolation: 'restore'",
      )
    const undo = await engine.mark()
    const before = watch.standing()
    const from = log.all.length
    return Object.freeze({
      async again(quiet = false) {
        await watch.hold()
        try {
          const leaked = await givenBack(watch.takeLeaked(before))
          const { open } = await goBack(log.all.slice(from), leaked.length === 0 && quiet)
          watch.forgetTransactions()
          faults.rearm()
          return open ? stillOpen(log.all, leaked) : leaked[0] && leakedRunner(leaked[0])
        } finally {
          watch.release()
        }
      },
      end: undo,
    })
  }
  /** The scenario has closed the data source: it is opened again and brought back to its baseline. */
  const revive = async (): Promise<void> => {
    log.clear()
    watch.takeLeaked()
    watch.forgetTransactions()
    await connections?.close()
    transaction?.forget()
    await dataSource.initialize()
    await engine.forgetMoments?.()
    await engine.revive()
    tell(
      new Error(
        'the scenario destroyed the data source that all scenarios of this worker share; it was opened again. Stub what closes it, or give the application one of its own',
      ),
    )
  }

  return Object.freeze({
    dataSource,
    dialect,
    isolation,
    engine,
    log,
    sites: wanted,
    counters: counted,
    recipes: made,
    faults,
    pool,
    connections,
    labels,
    observe(one: Observer) {
      observer = one
      return () => {
        observer = undefined
      }
    },
    repeat,
    async mark() {
      startWrote = false
      await transaction?.keep()
      const undo = await engine.mark()
      const undoWhole = await whole.mark()
      const back = counted.mark()
      return async () => {
        undo()
        undoWhole()
        back()
      }
    },
    async reset() {
      counted.reset()
      await reset()
    },
    async stop() {
      watch.stop()
      await connections?.close()
      if (dataSource.isInitialized) await transaction?.undo()
      // What runs on the data source's own connection went with it.
      const cleans = kept && (dataSource.isInitialized || !dialect.oneConnection)
      try {
        if (cleans) await engine.restore()
      } finally {
        await engine.close(cleans)
        if (dataSource.isInitialized && ours) await dataSource.destroy()
        await leave()
      }
    },
  })
}

/** Fails the scenario that runs; without one, whoever waits for the clean-up. */
function tell(error: Error): void {
  const run = running()
  if (run === undefined) throw error
  run.fail(error)
}

/** Every entity has its table, or a delta would compare nothing. */
function refuseUnmigrated(dataSource: DataSource, engine: Engine): void {
  const known = new Set(engine.tables())
  const missing = dataSource.entityMetadatas.find(
    ({ tableType, tableName }) => tableType !== 'view' && !known.has(tableName),
  )
  if (missing)
    throw new Error(
      `the table ${missing.tableName} of the entity ${missing.name} does not exist in ${engine.description}: ` +
        'the data source has no migration that creates it; add one, or set synchronize: true',
    )
}
