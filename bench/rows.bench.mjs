// What 10,000 rows cost by db.hasMany, generated values included, beside repository.save() of the same rows; and what the
// engine itself takes for them by one INSERT that checks each of them, where nobody watches and no row has to travel.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { engines, tables, withProduct } from './databases.mjs'
import { median, root, row, smoke } from './support.mjs'

const ROWS = smoke ? 200 : 10_000
const RUNS = smoke ? 1 : 5
const { insertMany } = await import(join(root, 'dist/src/database/factory/insert-many.js'))
createRequire(join(root, 'package.json'))('reflect-metadata')

/** Rows out of nothing, as an engine makes them. */
const NUMBERS = {
  sqlite: `(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${ROWS}) SELECT n FROM c)`,
  postgres: `(SELECT g AS n FROM generate_series(1, ${ROWS}) g)`,
  mariadb: `(SELECT seq AS n FROM seq_1_to_${ROWS})`,
}

/** The same rows by one statement of the engine, on a database without the product. */
async function alone(name, make) {
  const { dataSource, release } = await make(tables(2))
  await dataSource.initialize()
  await dataSource.synchronize()
  const text = (prefix, suffix) =>
    name === 'mariadb' ? `concat('${prefix}', n, '${suffix}')` : `'${prefix}' || n || '${suffix}'`
  const { id } = await dataSource.getRepository('T0').save({ name: 'a', email: 'a@x.io' })
  const parent = dataSource.driver.escape('parentId')
  const times = []
  for (let i = 0; i < RUNS; i++) {
    const from = performance.now()
    await dataSource.query(
      `INSERT INTO t1 (name, email, amount, ${parent}) SELECT ${text('name ', '')}, ${text('email', '@example.com')}, n, ${id} FROM ${NUMBERS[name === 'better-sqlite3' ? 'sqlite' : name]} numbers`,
    )
    times.push(performance.now() - from)
    await dataSource.getRepository('T1').createQueryBuilder().delete().execute()
  }
  await dataSource.destroy()
  await release()
  return median(times)
}

const { all, stop } = await engines()
row('', 'db.hasMany', 'save()', `at least 5x faster, ${ROWS} rows`)
for (const { name, make } of all) {
  const { dataSource, release } = await make(tables(2))
  const database = await withProduct(dataSource)
  if (!database) {
    row(name, '-', '-', 'skipped: the product does not run on it')
    continue
  }
  const metadata = dataSource.getMetadata('T1')
  const timed = async (act) => {
    const from = performance.now()
    await act()
    const took = performance.now() - from
    const found = await dataSource.getRepository('T1').count()
    if (found !== ROWS) throw new Error(`${found} rows instead of ${ROWS}`)
    await database.reset()
    return took
  }
  const ours = []
  const theirs = []
  for (let i = 0; i < RUNS; i++) {
    ours.push(await timed(() => insertMany(database, metadata, ROWS, (n) => ({ amount: n }))))
    theirs.push(
      await timed(async () => {
        const { id } = await dataSource.getRepository('T0').save({ name: 'a', email: 'a@x.io' })
        const rows = Array.from({ length: ROWS }, (_, n) => ({
          name: `name ${n}`,
          email: `email${n}@example.com`,
          amount: n,
          parentId: id,
        }))
        await dataSource.getRepository('T1').save(rows)
      }),
    )
  }
  const ratio = median(theirs) / median(ours)
  row(name, `${median(ours).toFixed(0)} ms`, `${median(theirs).toFixed(0)} ms`, `${ratio.toFixed(1)}x`)
  if (!smoke && ratio < 5) process.exitCode = 1
  const least = await alone(name, make)
  row('  one INSERT of rows out of nothing', `${least.toFixed(0)} ms`, '', `${(median(theirs) / least).toFixed(1)}x`)
  await database.stop()
  await release()
}
await stop()
