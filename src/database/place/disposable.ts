import { tmpdir } from 'node:os'
import { basename } from 'node:path'
import type { DataSource } from 'typeorm'
import { databaseOfUrl, describeUrl } from './server-url.js'

/** A data source's database is only written to when it can't be one that somebody needs. */
export function refuseRealData({ options, driver }: DataSource): void {
  const database = String(options.database ?? driver.database ?? '')
  if (saysTest(database)) return
  throw new Error(
    `the data source works on the ${options.type} database ${JSON.stringify(database)}, and nothing in that name says that it is for tests; ` +
      "run it in memory with database({ dataSource, on: 'sqlite' }), give it a database whose name has the word test in it, " +
      'or confirm with disposable: true that nobody needs what is in it',
  )
}

/** The same of a database that is told by its address. */
export function refuseRealUrl(url: URL): void {
  const database = databaseOfUrl(url)
  if (database === '')
    throw new Error(`${describeUrl(url)} names no database; put its name behind the last slash, as in .../shop_test`)
  if (saysTest(database)) return
  throw new Error(
    `nothing in the name of the database ${JSON.stringify(database)} of ${describeUrl(url)} says that it is for tests; ` +
      'use one whose name has the word test in it, or confirm with disposable: true that nobody needs what is in it',
  )
}

function saysTest(name: string): boolean {
  return /(^|[^a-z])(test|tests|testing|ci|qa)([^a-z]|$)/i.test(basename(name)) || name.startsWith(`${tmpdir()}/`)
}
