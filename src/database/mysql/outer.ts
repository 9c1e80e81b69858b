import type { Outer } from '../engine.js'
import type { Asked } from './client.js'
import { commits } from './commits.js'

/** A connection of the data source's own pool, as TypeORM works on it. */
export interface PooledConnection {
  query(sql: string, values: unknown, done: (error: NodeJS.ErrnoException | null, rows: unknown) => void): void
  release(): void
}

/** The transaction around a scenario; what asks within it sees what is not committed. */
export interface MysqlOuter extends Outer {
  isWithin(): boolean
  readonly asked: Asked
}

/** A savepoint that goes with the transaction, however that ends. */
const MARK = 'qa_integ_scenario'
/** ER_SP_DOES_NOT_EXIST. */
const NO_SAVEPOINT = 1305
/** ER_LOCK_WAIT_TIMEOUT. */
const LOCK_TIMEOUT = 1205
/** ER_LOCK_DEADLOCK; ER_CHECKREAD, which MariaDB gives to who would write on what it has not seen. */
const ROLLED_BACK: Readonly<Record<number, string>> = {
  1213: 'the server rolled it back whole to end a deadlock with another connection',
  1020: 'the server rolled it back whole because another connection had changed the row meanwhile',
}

/**
 * A connection of the pool, so that it has the settings of the data source; it goes back into it after each scenario, and is
 * looked at there for what was left on it.
 */
export function outerOf(take: () => Promise<PooledConnection>): MysqlOuter {
  let held: Promise<PooledConnection> | undefined
  let within = false
  const connection = (): Promise<PooledConnection> => {
    held ??= take().catch((error: unknown) => {
      held = undefined
      throw error
    })
    return held
  }
  const ask = async (sql: string, values?: readonly unknown[]): Promise<[unknown, unknown]> => {
    const own = await connection()
    return new Promise((resolve, reject) =>
      own.query(sql, values, (error, rows) => (error ? reject(error) : resolve([rows, undefined]))),
    )
  }
  const letGo = async (): Promise<void> => {
    const own = await held?.catch(() => undefined)
    held = undefined
    within = false
    own?.release()
  }
  let timeoutEnds = false
  return Object.freeze({
    shared: false,
    failureEnds: false,
    connection,
    isWithin: () => within,
    asked: { query: ask },
    async begin() {
      await ask('START TRANSACTION')
      await ask(`SAVEPOINT ${MARK}`)
      within = true
    },
    async exec(sql: string) {
      await ask(sql)
    },
    async end(word: 'COMMIT' | 'ROLLBACK') {
      try {
        const there = await ask(`RELEASE SAVEPOINT ${MARK}`).then(
          () => true,
          (error: NodeJS.ErrnoException) => {
            if (error.errno === NO_SAVEPOINT) return false
            throw error
          },
        )
        await ask(word)
        return there
      } catch {
        // The connection is lost, and the transaction with it.
        return false
      } finally {
        await letGo()
      }
    },
    // No constraint waits for COMMIT here.
    deferred: async () => undefined,
    async level() {
      const [rows] = await ask(
        "SHOW SESSION VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation', 'innodb_rollback_on_timeout')",
      )
      const settings = new Map(
        (rows as { Variable_name: string; Value: string }[]).map((one) => [one.Variable_name, one.Value]),
      )
      timeoutEnds = settings.get('innodb_rollback_on_timeout') === 'ON'
      return (settings.get('transaction_isolation') ?? settings.get('tx_isolation') ?? '').replace('-', ' ')
    },
    refusal: commits,
    lostBy(error: unknown) {
      const { errno = 0, message } = error as NodeJS.ErrnoException
      if (errno === NO_SAVEPOINT && /\bqa_integ_/.test(message)) return 'it was ended on the connection itself'
      if (errno === LOCK_TIMEOUT && timeoutEnds)
        return 'the server rolls it back whole where a lock is waited for in vain'
      return ROLLED_BACK[errno]
    },
    letGo,
  })
}
