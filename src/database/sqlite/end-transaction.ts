import type { Raw } from './raw.js'

/** Rolls back the transaction of a connection; whether one was open. */
export async function endTransaction(raw: Raw): Promise<boolean> {
  try {
    await raw.exec('BEGIN; ROLLBACK')
    return false
  } catch (error) {
    if (!/within a transaction/.test((error as Error).message)) throw error
    await raw.exec('ROLLBACK')
    return true
  }
}
