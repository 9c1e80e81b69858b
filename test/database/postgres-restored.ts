import { expect } from 'chai'
import fc from 'fast-check'
import { DataSource } from 'typeorm'
import type { Contents } from '../../src/database/engine.js'
import type { Isolation } from '../../src/database/isolation/isolation.js'
import { type Live, live } from '../../src/database/live.js'
import { provisionDataSource } from '../../src/database/place/provision.js'
import { ROWS, SCHEMA, TABLES, type Work, works } from './postgres-works.js'

/** A database of the run's PostgreSQL with every kind of table. */
export async function every(isolation: Isolation): Promise<Live> {
  class Tables1700000000001 {
    async up(runner: { query(sql: string): Promise<unknown> }) {
      await runner.query(TABLES)
    }
    async down() {}
  }
  // A transaction that is left open keeps the tables it wrote from being dropped, for which no work may wait for ever.
  const extra = { lock_timeout: 200 }
  const source = new DataSource({ type: 'postgres', migrations: [Tables1700000000001], extra } as never)
  return live(await provisionDataSource(source, 'postgres', false, 1), new Map(), { isolation, strict: true })
}

const plain = (contents: Contents) => Object.fromEntries(contents)

/** Runs the works, whatever each comes to, and puts the database back. */
export async function disturb(own: Live, some: readonly (readonly [string, number])[]): Promise<void> {
  const all: Readonly<Record<string, Work>> = { ...ROWS, ...SCHEMA }
  for (const [name, n] of some) await all[name]!(own.dataSource, n).catch(() => {})
  await own.reset().catch((error: Error) => expect(error.message).to.match(/still open|not released/))
}

/** Any sequence of works is exactly undone. */
export async function undone(isolation: Isolation, runs: number, most: number): Promise<void> {
  const own = await every(isolation)
  const before = plain(await own.engine.contents!())
  const from = isolation === 'clone' ? { ...ROWS, ...SCHEMA } : ROWS
  const held: [string, number][] = [
    ['leftOpen', 1],
    [isolation === 'clone' ? 'replaced' : 'truncate', 1],
  ]
  try {
    await fc.assert(
      fc.asyncProperty(works(from, most), async (some) => {
        await disturb(own, some)
        expect(plain(await own.engine.contents!())).to.deep.equal(before)
      }),
      { numRuns: runs, examples: [[held]] },
    )
  } finally {
    await own.stop()
  }
}
