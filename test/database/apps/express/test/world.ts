import { database, type EngineName } from 'qa-integ/database'
import { target } from 'qa-integ/http'
import { start } from '../src/main.js'

let running: Awaited<ReturnType<typeof start>>

/** The bank is started as it always is, at the address of a database that is made for the tests. */
export const db = database({
  on: (process.env.DB ?? 'sqlite') as EngineName,
  dataSource: async ({ url }) => {
    running = await start(url)
    return running.ledger
  },
})

export const http = target({ app: () => running.app, uses: [db] })
export const bank = () => running.bank
export const journal = () => running.journal
