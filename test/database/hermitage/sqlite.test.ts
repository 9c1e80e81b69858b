import { database } from '../../../src/database/index.js'
import { Cell } from './anomalies.js'
import { anomaliesAt } from './scenarios.js'
import { SQLITE } from './table.js'

anomaliesAt(database({ entities: { test: Cell }, on: 'sqlite', name: 'sqlite' }), 'SQLite', SQLITE)
