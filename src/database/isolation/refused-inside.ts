import type { Engine } from '../engine.js'
import { wherein } from '../statements/sites.js'
import { describeStatement, type Statement } from '../statements/statements.js'

/** Why a scenario can't be one transaction there. */
export function nowhere({ description }: Engine): Error {
  return new Error(
    `isolation: 'rollback' keeps a scenario in one transaction, which is not to be had on ${description}; ` +
      "leave it away: 'restore' commits for real and puts back what was written",
  )
}

/** What would not be checked, for there is no COMMIT. */
export function neverChecked(what: string): Error {
  return new Error(
    `isolation: 'rollback' never commits, and ${what} is checked at COMMIT only, so what breaks it would pass; ` +
      "use isolation: 'restore', which commits for real",
  )
}

/** A statement that can't be a part of the transaction, and why. */
export function statement(one: Statement, why: string): Error {
  return new Error(
    `${describeStatement(one)}: ${why}. It was not sent, for isolation: 'rollback' would lose its transaction by it; use isolation: 'restore', under which it runs for real`,
  )
}

/** A statement that waits for a transaction of another query runner. */
export function waitsInVain(by: Statement, one: Statement): Error {
  const where = wherein(by.site) || wherein(by.maker)
  return new Error(
    `isolation: 'rollback' has one connection for all, and a transaction is open on it that was begun${where ? ` at ${where}` : ' elsewhere'}; ` +
      `this one waits for its end in vain: ${describeStatement(one)}. Send it with the transaction's own manager, or use isolation: 'restore', which has a connection for each`,
  )
}

/** A transaction that is to have another level than the one around it, or is to write nothing. */
export function otherLevel({ sql }: Statement): Error {
  return new Error(
    `${sql.trim()}: isolation: 'rollback' makes a savepoint of the transaction, which has the level of the one around it; ` +
      "use isolation: 'restore', under which it is begun for real",
  )
}

/** Of a text that begins or ends a transaction, the rest would be left out. */
export function several(one: Statement): Error {
  return new Error(
    `${describeStatement(one)}: isolation: 'rollback' puts a savepoint in the place of what begins or ends a transaction, which it can't in a text of several statements; send them one by one`,
  )
}

/** An end without a beginning. */
export function notBegun({ sql }: Statement): Error {
  return new Error(
    `${sql.trim()}: no transaction is open that the code has begun, and under isolation: 'rollback' it would end the scenario's own; begin one first`,
  )
}

/** The server has rolled back everything. */
export function gone(how: string, by: Statement): Error {
  return new Error(
    `isolation: 'rollback' has lost the scenario's transaction: ${how}, at ${describeStatement(by)}. ` +
      "All that the scenario had written is gone with it, and nothing more is sent; use isolation: 'restore', under which only the transaction of the code goes",
  )
}

/** Somebody has ended the transaction. */
export function ended(): Error {
  return new Error(
    "isolation: 'rollback' found the scenario's transaction ended: code under test committed or rolled it back past TypeORM, on the connection itself, or within a text of several statements or a routine. " +
      "What it wrote was put back; use isolation: 'restore', under which code commits for real",
  )
}

/** Somebody else has committed rows. */
export function strayed(tables: readonly string[]): Error {
  return new Error(
    `isolation: 'rollback' found rows of ${tables.join(', ')} committed, past the scenario's transaction: by a second data source, another process, or a connection that was taken from the pool. ` +
      "They were put back; use isolation: 'restore', which follows every connection, or write through the data source that the scenario was given",
  )
}
