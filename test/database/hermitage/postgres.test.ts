import { database } from '../../../src/database/index.js'
import { Cell } from './anomalies.js'
import { anomaliesAt } from './scenarios.js'
import { POSTGRES } from './table.js'

anomaliesAt(database({ entities: { test: Cell }, on: 'postgres', name: 'postgres' }), 'PostgreSQL', POSTGRES)
