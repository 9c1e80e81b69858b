import type { DataSource, EntityManager } from 'typeorm'

const turns = new WeakMap<DataSource, Promise<unknown>>()

/**
 * Runs the work in a transaction of its own. TypeORM has one connection to SQLite, on which transactions that overlap break each
 * other: there they take turns.
 */
export function inTransaction<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  if (dataSource.options.type !== 'sqlite') return dataSource.transaction(work)
  const turn = (turns.get(dataSource) ?? Promise.resolve()).then(() => dataSource.transaction(work))
  turns.set(
    dataSource,
    turn.catch(() => undefined),
  )
  return turn
}
