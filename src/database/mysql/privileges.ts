import { ident, type MysqlClient, rowsOf } from './client.js'
import { ASK_TRANSACTIONS } from './open-transactions.js'
import type { Table } from './tables.js'

/** Refuses a user that may not ask InnoDB what was written, and who works on it. */
export async function refuseBlind(client: MysqlClient): Promise<void> {
  await client.query(ASK_TRANSACTIONS).catch(async (error: NodeJS.ErrnoException) => {
    if (error.errno !== SPECIFIC_ACCESS_DENIED) throw error
    const who = await userOf(client)
    throw new Error(
      `the user ${who} may not ask what InnoDB counts and which transactions are open, so what scenarios write can not be followed; ` +
        `let an administrator run GRANT PROCESS ON *.* TO ${who}`,
    )
  })
}

/** Refuses a user that may write rows, but not take back the ids that were handed out. */
export async function refusePowerless(client: MysqlClient, [table]: readonly Table[]): Promise<void> {
  if (table === undefined) return
  await client.query(`ALTER TABLE ${table.path} DROP COLUMN qa_integ_none`).catch((error: NodeJS.ErrnoException) => {
    if (error.errno !== CANT_DROP) throw error
  })
}

/** What the server refuses to the user while the tables are made ready, with what to do. */
export async function explainRefusal(client: MysqlClient, database: string, error: unknown): Promise<unknown> {
  const { errno, message } = error as NodeJS.ErrnoException
  if (!COMMANDS_DENIED.includes(errno ?? 0)) return error
  const who = await userOf(client)
  return new Error(
    `the user ${who} may not do in the database ${database} what putting rows back takes (${message}); ` +
      `let an administrator run GRANT ALL ON ${ident(database).replaceAll('_', '\\_')}.* TO ${who}`,
  )
}

/** ER_SPECIFIC_ACCESS_DENIED_ERROR. */
const SPECIFIC_ACCESS_DENIED = 1227
/** ER_CANT_DROP_FIELD_OR_KEY: it was allowed, and there is none. */
const CANT_DROP = 1091
/** To the database, a table, a column, a routine. */
const COMMANDS_DENIED: readonly number[] = [1044, 1142, 1143, 1370]

async function userOf(client: MysqlClient): Promise<string> {
  const [row] = await rowsOf<{ who: string }>(client, 'SELECT CURRENT_USER() AS who')
  const [, name = '', host = ''] = /^(.*)@(.*)$/.exec(row!.who) ?? []
  return `'${name}'@'${host}'`
}
