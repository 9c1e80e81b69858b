// What the benchmarks of databases share: the engines at hand, and a schema of as many tables as is asked for.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './support.mjs'

const require = createRequire(join(root, 'package.json'))
const { DataSource, EntitySchema } = require('typeorm')

/** A chain of tables, each with a foreign key, a unique index and a plain one, as an application has them. */
export function tables(count) {
  return Array.from(
    { length: count },
    (_, i) =>
      new EntitySchema({
        name: `T${i}`,
        tableName: `t${i}`,
        columns: {
          id: { type: Number, primary: true, generated: true },
          name: { type: String, length: 80 },
          email: { type: String, length: 120, unique: true },
          amount: { type: Number, default: 0 },
          ...(i === 0 ? {} : { parentId: { type: Number } }),
        },
        indices: [{ name: `t${i}_name`, columns: ['name'] }],
        ...(i === 0
          ? {}
          : {
              relations: {
                parent: {
                  type: 'many-to-one',
                  target: `T${i - 1}`,
                  joinColumn: { name: 'parentId' },
                  onDelete: 'CASCADE',
                },
              },
            }),
      }),
  )
}

/** 13 rows in three tables, committed by the ORM. */
export async function work(dataSource) {
  const parent = await dataSource.getRepository('T0').save({ name: 'a', email: 'a@x.io' })
  const child = await dataSource.getRepository('T1').save({ name: 'b', email: 'b@x.io', parentId: parent.id })
  const rows = Array.from({ length: 11 }, (_, i) => ({ name: 'c', email: `c${i}@x.io`, parentId: child.id }))
  await dataSource.getRepository('T2').insert(rows)
}

/** The engines that run here; each makes data sources on an empty database of its own. */
export async function engines() {
  const { startPostgres } = await import(join(root, 'dist/src/database/postgres/server.js'))
  const server = await startPostgres()
  const sqlite = (type) => ({
    name: type,
    make: async (entities) => ({
      dataSource: new DataSource({ type, database: ':memory:', entities }),
      release: async () => {},
    }),
  })
  const postgres = {
    name: 'postgres',
    async make(entities) {
      const { value, release } = await server.lease()
      return { dataSource: new DataSource({ type: 'postgres', ...value, entities }), release }
    },
  }
  const mariadb = await mariadbHere()
  return {
    all: [sqlite('sqlite'), sqlite('better-sqlite3'), postgres, ...(mariadb ? [mariadb.engine] : [])],
    stop: () => Promise.all([server.stop(), mariadb?.stop()]),
  }
}

/** Where this machine has a server of it; otherwise a line says that it has none. */
async function mariadbHere() {
  const { findBinaries, startMariadb } = await import(join(root, 'dist/src/database/mysql/server.js'))
  try {
    findBinaries()
  } catch {
    process.stdout.write('mariadb: skipped, this machine has no server of it\n')
    return undefined
  }
  const server = await startMariadb()
  const engine = {
    name: 'mariadb',
    async make(entities) {
      const { value, release } = await server.lease()
      return { dataSource: new DataSource({ ...value, entities, multipleStatements: true }), release }
    },
  }
  return { engine, stop: () => server.stop() }
}

/** The data source, open and with its tables, as the product has it; nothing where the product does not know the engine. */
export async function withProduct(dataSource) {
  const { live } = await import(join(root, 'dist/src/database/live.js'))
  const { dialectOf } = await import(join(root, 'dist/src/database/dialects.js'))
  try {
    dialectOf(dataSource)
  } catch {
    return undefined
  }
  await dataSource.initialize()
  await dataSource.synchronize()
  return live({ dataSource, ours: true, kept: false, leave: async () => {} }, new Map())
}
