import { database } from '../../../src/database/index.js'
import { unlessWithout } from '../engines.js'
import { Cell } from './anomalies.js'
import { anomaliesAt } from './scenarios.js'
import { MARIADB } from './table.js'

unlessWithout('anomalies', () =>
  anomaliesAt(database({ entities: { test: Cell }, on: 'mariadb', name: 'mariadb' }), 'MariaDB', MARIADB),
)
