import { now, realSetTimeout } from '../../scenario/real-time.js'

/** How long another connection may hold the database while it is put back, in milliseconds. */
const PATIENCE = 2_000
const PAUSE = 5

/** Whether another connection has the lock: SQLITE_BUSY, SQLITE_LOCKED. A snapshot that is too old stays too old. */
export function busy(error: unknown): boolean {
  const { code, message } = ((error as { driverError?: Error })?.driverError ?? error) as NodeJS.ErrnoException
  if (code === 'SQLITE_BUSY_SNAPSHOT') return false
  return /^SQLITE_(BUSY|LOCKED)/.test(code ?? '') || /database (table )?is locked/.test(message)
}

/** Does the work, again and again while another connection has the lock. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = now() + PATIENCE
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!busy(error)) throw error
      if (now() >= deadline)
        throw new Error(
          'another connection holds a transaction open on this SQLite database, so it can be neither kept nor put back; end it, or close that connection before the scenario ends',
          { cause: error },
        )
      await new Promise<void>((resolve) => realSetTimeout(resolve, PAUSE))
    }
  }
}
