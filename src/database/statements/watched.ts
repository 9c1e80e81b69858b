import type { QueryRunner } from 'typeorm'
import type { Site } from '../../scenario/site.js'
import type { OneTransaction } from '../isolation/one-transaction.js'
import type { Bagged } from './bag.js'
import type { Gate } from './gate.js'
import type { OneConnection } from './one-connection.js'
import type { OpenTransactions } from './open-transactions.js'
import type { OwnConnections } from './own-connections.js'
import type { PoolUse } from './pool-use.js'
import { sending } from './sending.js'
import type { Sites } from './sites.js'
import type { Statement, StatementLog } from './statements.js'

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
  /** The text of what it has sent since, which is not kept. */
  passed: string | undefined
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
  readonly transactions: OpenTransactions
  /** A statement writes when no scenario is at work; whether it is the first one. */
  late(statement: Statement): void
  /** Looks into a statement that failed, where that is wanted. */
  lookInto(statement: Statement, runner: QueryRunner): Promise<void> | undefined
  released(watched: Watched): void
}

/** What is known of a runner stands at the runner. */
export const WATCHED = Symbol('qa-integ.watched')

/** A query runner whose methods are watched. */
export interface Runner extends QueryRunner {
  readonly [WATCHED]: Watched
}

/** `QueryRunner.query`, as its class has it. */
export type Query = (sql: string, parameters?: unknown[], structured?: boolean) => Promise<unknown>

/** The methods of a class of runners, each watched. They serve all runners of the class, for TypeORM makes one for every statement. */
export function watchedMethods(base: QueryRunner, above: Above): PropertyDescriptorMap {
  const { pool, one, own, whole } = above
  const { connect, release } = base
  const { passes, pass, follow, stream } = sending(base.query as Query, above)
  return {
    query: method(function (this: Runner, ...[sql, parameters, structured]: Parameters<Query>) {
      const watched = this[WATCHED]
      const send = passes(watched, sql) ? pass : follow
      return send(this, watched, sql, parameters, structured)
    }),
    connect: method(function (this: Runner) {
      const watched = this[WATCHED]
      watched.used = true
      const only = whole?.connection()
      if (only !== undefined) return Promise.resolve(only)
      // One connection for all is no pool.
      const first = one ? undefined : pool.asks(watched, watched.last)
      const connected = () => (own ? own.connect(this) : connect.call(this))
      return first ? first.then(connected) : connected()
    }),
    stream: method(function (this: Runner, ...args: Parameters<QueryRunner['stream']>) {
      above.streams()
      return stream(() => base.stream.apply(this, args), this, this[WATCHED], args[0], args[1])
    }),
    release: method(function (this: Runner) {
      const watched = this[WATCHED]
      above.released(watched)
      return own ? own.release(this, release) : release.call(this)
    }),
    ...one?.methods(base),
  }
}

const method = (value: unknown): PropertyDescriptor => ({ value, writable: true, configurable: true })
