import { now } from '../../scenario/real-time.js'
import { running } from '../../scenario/running.js'
import type { Dialect } from '../dialect.js'
import type { Engine } from '../engine.js'
import type { Provisioned } from '../place/provision.js'
import type { Faults } from '../statements/faults.js'
import { leakedRunner, leftOnSessions, lockedByCall, stillOpen } from '../statements/leaks.js'
import type { OwnConnections } from '../statements/own-connections.js'
import type { RunnerWatch } from '../statements/runners.js'
import type { Sites } from '../statements/sites.js'
import type { Statement, StatementLog } from '../statements/statements.js'
import type { Watched } from '../statements/watched.js'
import { between } from './between.js'
import type { Isolation } from './isolation.js'
import type { OneTransaction } from './one-transaction.js'
import { strayed as committedBeside } from './refused-inside.js'
import type { Settling } from './settling.js'
import type { Strict } from './strict.js'

/** Work that is done many times from the same rows. */
export interface Repeat {
  /** Puts the rows back, and takes what was left open; hands back what that was. `quiet` says that transactions were ended. */
  again(quiet?: boolean): Promise<Error | undefined>
  /** What is there now stays until the scenario is left. */
  end(): void
}

/** How a database is left by a scenario, and found by the next. */
export interface GoingBack {
  /** Puts back what the scenario has written, and tells what it has left open. */
  reset(): Promise<void>
  /** The next reset goes back to an earlier baseline, past what a background has committed. */
  unmarked(): void
  repeat(): Promise<Repeat>
}

interface Parts {
  readonly provisioned: Provisioned
  readonly dialect: Dialect
  readonly engine: Engine
  readonly isolation: Isolation
  readonly log: StatementLog
  readonly sites: Sites
  readonly faults: Faults
  readonly connections: OwnConnections | undefined
  readonly transaction: OneTransaction | undefined
  readonly watch: RunnerWatch
  readonly settling: Settling
  readonly whole: Strict
}

/** What puts a database back after a scenario, and tells what that left. */
export function goingBack({
  provisioned: { dataSource, remark },
  dialect,
  engine,
  isolation,
  log,
  sites,
  faults,
  connections,
  transaction,
  watch,
  settling,
  whole,
}: Parts): GoingBack {
  /** Gives back to the pool what was not released; what it holds open is ended by the engine. */
  const givenBack = async (leaked: readonly Watched[]): Promise<readonly Watched[]> => {
    if (connections || !dialect.oneConnection) for (const one of leaked) await watch.giveBack(one)
    return leaked
  }
  /** Takes what was left on connections and puts the rows back; statements are held meanwhile. */
  const goBack = async (statements: readonly Statement[], quiet = false, until?: number) => {
    const ended = await transaction?.undo()
    const onSessions = (await dialect.discardSessions(dataSource, statements)) ?? []
    const left = ended?.open ?? (await connections?.settle()) ?? false
    const found = await engine.restore(quiet, until)
    const { openTransaction, strayed = [], locking = [] } = found
    const locked = locking.length === 0 ? undefined : await dialect.unlockSessions?.(dataSource, locking, engine)
    return {
      onSessions,
      locked,
      found,
      open: left || openTransaction,
      strayed: ended?.whole === false ? [] : strayed,
    }
  }

  let further = false
  const gap = between()
  const reset = async (): Promise<void> => {
    if (!dataSource.isInitialized) return revive()
    await watch.hold()
    try {
      const leaked = await givenBack(watch.takeLeaked())
      const run = running()
      if (run?.whenBegan !== undefined) settling.beginIfWritten()
      await settling.done()
      settling.forget()
      await engine.forgetMoments?.()
      const asked = now()
      const { onSessions, locked, found, open, strayed } = await goBack(log.all, false, gap.until(run))
      const begun = watch.takeOpen()
      const entangled = watch.forgetTransactions()
      gap.over(run, found, asked, watch.takeLate())
      if (open && !entangled) tell(stillOpen(begun, leaked))
      else for (const one of leaked) tell(leakedRunner(one))
      if (strayed.length > 0 && !further) tell(committedBeside(strayed))
      if (onSessions.length > 0) tell(leftOnSessions(log.all, onSessions, dialect.leavesState))
      if (locked !== undefined) tell(lockedByCall(log.all, locked))
      run?.note({
        kind: 'database',
        engine: engine.description,
        isolation,
        ...(remark === undefined ? {} : { remark }),
      })
      await whole.check()
    } finally {
      further = false
      log.clear()
      sites.clear()
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
          const begun = watch.takeOpen()
          watch.forgetTransactions()
          faults.rearm()
          return open ? stillOpen(begun, leaked) : leaked[0] && leakedRunner(leaked[0])
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
    watch.takeOpen()
    watch.forgetTransactions()
    await connections?.close()
    transaction?.forget()
    gap.forget()
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
    reset,
    unmarked() {
      further = true
      gap.forget()
    },
    repeat,
  })
}

/** Fails the scenario that runs; without one, whoever waits for the clean-up. */
function tell(error: Error): void {
  const run = running()
  if (run === undefined) throw error
  run.fail(error)
}
