// What watching every statement costs: a when of 1,000 of them, beside the same on a data source that nobody watches.
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

/** In a when, where statements are kept with their author's lines. */
async function watched(dataSource) {
  setRunning({ epoch: nextEpoch(), title: 'bench', phase: 'when', note() {}, evidence() {}, fail() {} })
  try {
    return await asking(dataSource)
  } finally {
    setRunning(undefined)
  }
}

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
  const pairs = []
  for (let i = 0; i <= ROUNDS; i++) {
    // In turns, each first in every other round.
    const theirs = i % 2 === 0 ? await asking(plain.dataSource) : undefined
    const mine = await watched(ours.dataSource)
    pairs.push([mine, theirs ?? (await asking(plain.dataSource))])
    await database.reset()
  }
  const measured = pairs.slice(1)
  const more = (median(measured.map(([mine, theirs]) => mine / theirs)) - 1) * 100
  row(
    name,
    `${median(measured.map(([mine]) => mine)).toFixed(0)} ms`,
    `${median(measured.map(([, theirs]) => theirs)).toFixed(0)} ms`,
    `${more.toFixed(1)} %`,
  )
  if (!smoke && more > BUDGET) process.exitCode = 1
  await database.stop()
  await ours.release()
  await plain.dataSource.destroy()
  await plain.release()
}
await stop()
