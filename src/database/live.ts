import type { DataSource, QueryRunner } from 'typeorm'
import { running } from '../scenario/running.js'
import type { Dialect } from './dialect.js'
import { dialectOf } from './dialects.js'
import type { Engine } from './engine.js'
import type { Counters } from './factory/counters.js'
import { counters } from './factory/counters.js'
import type { Factory } from './factory/factory.js'
import { type Recipes, recipes } from './factory/recipe.js'
import { goingBack, type Repeat } from './isolation/going-back.js'
import type { Isolation, Terms } from './isolation/isolation.js'
import { oneTransaction } from './isolation/one-transaction.js'
import { type Settling, settlingOf } from './isolation/settling.js'
import { strictly } from './isolation/strict.js'
import { loadTypeorm } from './peers.js'
import { hold } from './place/held.js'
import type { Provisioned } from './place/provision.js'
import { type Labels, tableOf } from './rows/labels.js'
import { type Faults, faultsOf } from './statements/faults.js'
import { type OwnConnections, ownConnections } from './statements/own-connections.js'
import { type PoolUse, poolUse } from './statements/pool-use.js'
import { type RunnerWatch, watchRunners } from './statements/runners.js'
import { type Sites, sites } from './statements/sites.js'
import { type Statement, type StatementLog, statementLog, writes } from './statements/statements.js'
import { followWork, tellStrayed } from './statements/strayed.js'

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
  readonly labels: Labels
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
  readonly name?: string
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

/** Makes a data source that is open one whose every change can be told and undone; closes it when that can't be. */
export async function live(provisioned: Provisioned, labels: Labels, making: Making = {}): Promise<Live> {
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
  provisioned: Provisioned,
  engine: Engine,
  labels: Labels,
  { name = 'db', factories = [], seed = 1, connections: most = 1, strict = false, isolation = 'restore' }: Making,
): Promise<Live> {
  const { dataSource, ours, kept, leave } = provisioned
  const dialect = dialectOf(dataSource)
  const source = most > 1 ? dialect.connections : undefined
  const connections = source && ownConnections(dataSource, source, most)
  const log = statementLog()
  const wanted = sites(log.keepAll)
  const pool = poolUse()
  const faults = faultsOf((await loadTypeorm()).QueryFailedError)
  const counted = counters()
  const whole = await strictly(engine, strict)
  followWork(strict)
  const transaction = isolation === 'rollback' ? await oneTransaction(engine) : undefined
  const made = recipes(dataSource, factories, seed)
  const settling: Settling = settlingOf({ engine, whole, takeLate: () => watch.takeLate() })
  let observer: Observer | undefined

  const watch: RunnerWatch = watchRunners(
    dataSource,
    {
      log,
      sites: wanted,
      pool,
      leaves: dialect.leavesState,
      asked: () => log.whole || observer !== undefined || faults.any || settling.due,
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
          if (writes(sql)) settling.startWrote()
        } else if (running() !== undefined && phase !== 'leave') settling.begin()
        const alters = verb === 'ALTER'
        if (!alters && observer === undefined) return settling.done()
        return (async () => {
          await settling.done()
          if (alters) await engine.beforeAlter(runner)
          await observer?.before(statement, runner)
        })()
      },
    },
    connections ?? (dialect.oneConnection ? 'shared' : 'of the driver'),
    transaction,
  )
  const letGo = hold(dataSource, name)
  const back = goingBack({
    provisioned,
    dialect,
    engine,
    isolation,
    log,
    sites: wanted,
    faults,
    connections,
    transaction,
    watch,
    settling,
    whole,
  })

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
    repeat: back.repeat,
    async mark() {
      settling.forget()
      await transaction?.keep()
      const undo = await engine.mark()
      const undoWhole = await whole.mark()
      const undoCounters = counted.mark()
      return async () => {
        undo()
        undoWhole()
        undoCounters()
        back.unmarked()
      }
    },
    async reset() {
      counted.reset()
      await back.reset()
    },
    async stop() {
      letGo()
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

/** Every entity has its table, or a delta would compare nothing. */
function refuseUnmigrated(dataSource: DataSource, engine: Engine): void {
  const missing = dataSource.entityMetadatas.find(
    (metadata) => metadata.tableType !== 'view' && tableOf(engine, metadata) === undefined,
  )
  if (missing)
    throw new Error(
      `the table ${missing.tableName} of the entity ${missing.name} does not exist in ${engine.description}: ` +
        'the data source has no migration that creates it; add one, or set synchronize: true',
    )
}
