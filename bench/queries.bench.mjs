// What watching statements costs: a when of 1,000 of them, beside the same on a data source that nobody watches. First a
// scenario that expects nothing of its queries; then one that does, and keeps the lines that sent them.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { engines, tables, withProduct } from './databases.mjs'
import { median, root, row, smoke } from './support.mjs'

const STATEMENTS = smoke ? 50 : 1_000
const ROUNDS = smoke ? 1 : 21
/** In percent. */
const BUDGET = 5
createRequire(join(root, 'package.json'))('reflect-metadata')
const { nextEpoch, setRunning } = await import(join(root, 'dist/src/scenario/running.js'))

/** As a service asks, through a repository. */
async function asking(dataSource) {
  const repository = dataSource.getRepository('T0')
  const from = performance.now()
  for (let i = 0; i < STATEMENTS; i++) await repository.findOneBy({ id: (i % 100) + 1 })
  return performance.now() - from
}

/** In a when; `lines` as db.queries.noRepeats() and atMost(n) are armed. */
async function watched({ dataSource }, database, lines) {
  setRunning({ epoch: nextEpoch(), title: 'bench', phase: 'when', note() {}, evidence() {}, fail() {} })
  try {
    if (lines) database.sites.want()
    return await asking(dataSource)
  } finally {
    setRunning(undefined)
  }
}

const more = (pairs, i) => (median(pairs.map((times) => times[i] / times[0])) - 1) * 100
const { all, stop } = await engines()
row('', 'watched', 'unwatched', `at most ${BUDGET} % more, ${STATEMENTS.toLocaleString('en')} statements`)
for (const { name, make } of all) {
  const ours = await make(tables(1))
  const database = await withProduct(ours.dataSource)
  if (!database) {
    row(name, '-', '-', 'skipped: the product does not run on it')
    continue
  }
  const plain = await make(tables(1))
  await plain.dataSource.initialize()
  await plain.dataSource.synchronize()
  const works = [
    () => asking(plain.dataSource),
    () => watched(ours, database, false),
    () => watched(ours, database, true),
  ]
  const rounds = []
  for (let i = 0; i <= ROUNDS; i++) {
    // Each of them is first, second and last in turns.
    const times = []
    for (let j = 0; j < works.length; j++) {
      const which = (i + j) % works.length
      // Whoever comes after a pause finds the processor's caches cold, as every scenario does.
      await new Promise((go) => setTimeout(go, 2))
      times[which] = await works[which]()
      if (which > 0) await database.reset()
    }
    rounds.push(times)
  }
  const measured = rounds.slice(1)
  const taken = (i) => `${median(measured.map((times) => times[i])).toFixed(0)} ms`
  row(name, taken(1), taken(0), `${more(measured, 1).toFixed(1)} %`)
  row(`  with noRepeats() or atMost(n)`, taken(2), taken(0), `${more(measured, 2).toFixed(1)} %`)
  if (!smoke && more(measured, 1) > BUDGET) process.exitCode = 1
  await database.stop()
  await ours.release()
  await plain.dataSource.destroy()
  await plain.release()
}
await stop()
