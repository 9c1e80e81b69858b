import { DataSource } from 'typeorm'
import { database } from '../../../src/database/index.js'
import { serverHere, unlessWithout } from '../engines.js'
import { Cell } from './anomalies.js'
import { anomaliesAt } from './scenarios.js'
import { INNODB, MARIADB_SNAPSHOTS } from './table.js'

unlessWithout('anomalies', () => {
  const db = database({ entities: { test: Cell }, on: 'mariadb', name: 'mariadb' })
  anomaliesAt(db, serverHere === 'mysql' ? 'MySQL' : 'MariaDB', INNODB)
})

if (serverHere === 'mariadb') {
  let source: DataSource | undefined
  const db = database({
    name: 'snapshots',
    on: 'mariadb',
    async dataSource({ url }) {
      source = await new DataSource({ type: 'mariadb', url, entities: [Cell], synchronize: true }).initialize()
      const { pool } = source.driver as unknown as {
        pool: { on(event: 'connection', take: (one: { query(sql: string): void }) => void): void }
      }
      const ON = 'SET SESSION innodb_snapshot_isolation = ON'
      pool.on('connection', (one) => one.query(ON))
      await source.query(ON)
      return source
    },
  })
  after(() => source?.destroy())
  anomaliesAt(db, 'MariaDB with innodb_snapshot_isolation', MARIADB_SNAPSHOTS)
}
