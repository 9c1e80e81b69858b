import { createApp } from './app.js'
import { Bank } from './bank.js'
import { createJournal, createLedger } from './data-sources.js'

/** Opens both connections, brings the schema up to date, and hands back what runs. */
export async function start(url: string) {
  const ledger = await createLedger(url).initialize()
  await ledger.runMigrations()
  const journal = await createJournal(url).initialize()
  const bank = new Bank(ledger, journal)
  return {
    ledger,
    journal,
    bank,
    app: createApp(bank),
    async stop() {
      await journal.destroy()
      await ledger.destroy()
    },
  }
}
