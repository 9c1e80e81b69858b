// What it costs to put a database back after a scenario that committed 13 rows to three tables, beside what projects do by
// hand: the schema anew, a new data source, TRUNCATE or DELETE of every table. And whether it stays so.
import { engines, tables, withProduct, work } from './databases.mjs'
import { median, row, smoke } from './support.mjs'

const SIZES = smoke ? [12] : [12, 100]
const RESETS = smoke ? 10 : 150
const SLOW = smoke ? 2 : 12
const FLAT = smoke ? 200 : 10_000

/** Milliseconds of each run of what is measured, after the work of a scenario that is not. */
async function timed(runs, dataSource, reset) {
  const all = []
  for (let i = 0; i < runs; i++) {
    await work(dataSource())
    const from = performance.now()
    await reset()
    all.push(performance.now() - from)
    if ((await dataSource().getRepository('T0').count()) !== 0) throw new Error('rows are left')
  }
  return all
}

/** What deletes everything, by a statement for each table, within one round trip where the driver has it. */
async function deleteAll({ options, driver, query }, count) {
  const all = Array.from({ length: count }, (_, i) => `DELETE FROM t${count - 1 - i}`).join(';')
  if (options.type === 'sqlite')
    await new Promise((done, fail) => driver.databaseConnection.exec(all, (error) => (error ? fail(error) : done())))
  else if (options.type === 'better-sqlite3') driver.databaseConnection.exec(all)
  else await query(all)
}

async function compare({ name, make }, size) {
  const entities = tables(size)
  const { dataSource, release } = await make(entities)
  const database = await withProduct(dataSource)
  if (!database) return row(`${name}, ${size} tables`, '-', '-', 'skipped: the product does not run on it')
  const other = await make(entities)
  await other.dataSource.initialize()
  await other.dataSource.synchronize()
  let current = other.dataSource
  const plain = () => current
  const truncate = `TRUNCATE ${entities.map((_, i) => `t${i}`).join(', ')} RESTART IDENTITY`
  const peers = {
    'synchronize(true)': [SLOW, () => current.synchronize(true)],
    ...(name === 'postgres' ? { 'TRUNCATE of all': [Math.min(RESETS, 40), () => current.query(truncate)] } : {}),
    'DELETE of all': [RESETS, () => deleteAll({ ...current, query: current.query.bind(current) }, size)],
  }
  const ours = await timed(
    RESETS,
    () => dataSource,
    () => database.reset(),
  )
  for (const [peer, [runs, reset]] of Object.entries(peers)) {
    // In turns, so that both meet the same noise.
    const theirs = await timed(runs, plain, reset)
    ours.push(
      ...(await timed(
        runs,
        () => dataSource,
        () => database.reset(),
      )),
    )
    report(`${name}, ${size} tables, ${peer}`, ours, theirs, peer === 'synchronize(true)')
  }
  const anew = []
  for (let i = 0; i < Math.ceil(SLOW / 2); i++) {
    await work(current)
    const from = performance.now()
    await current.destroy()
    const { constructor: DataSource, options } = current
    current = new DataSource({ ...options, dropSchema: true, synchronize: true })
    await current.initialize()
    anew.push(performance.now() - from)
  }
  report(`${name}, ${size} tables, new data source`, ours, anew, false)
  if (size === SIZES[0]) await flat(name, dataSource, database)
  await current.destroy()
  await other.release()
  await database.stop()
  await release()
}

function report(what, ours, theirs, judged) {
  const ratio = median(theirs) / median(ours)
  row(
    what,
    `${median(ours).toFixed(2)} ms`,
    `${median(theirs).toFixed(2)} ms`,
    `${ratio.toFixed(1)}x${judged ? ' (at least 15x)' : ''}`,
  )
  if (judged && !smoke && ratio < 15) process.exitCode = 1
}

/** The first and the last tenth of many scenarios. */
async function flat(name, dataSource, database) {
  const all = await timed(
    FLAT,
    () => dataSource,
    () => database.reset(),
  )
  const tenth = FLAT / 10
  const [first, last] = [median(all.slice(0, tenth)), median(all.slice(-tenth))]
  row(
    `${name}, of ${FLAT} resets the last tenth`,
    `${last.toFixed(2)} ms`,
    `${first.toFixed(2)} ms`,
    `${(last / first).toFixed(2)} of the first (at most 1.2)`,
  )
  if (!smoke && last / first > 1.2) process.exitCode = 1
}

const { all, stop } = await engines()
row('', 'reset', 'peer', '')
for (const engine of all) for (const size of SIZES) await compare(engine, size)
await stop()
