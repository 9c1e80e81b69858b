import { database, type EngineName } from 'qa-integ/database'
import { createDataSource } from '../../src/data-source.js'
import { UserService } from '../../src/user-service.js'

export const engine = (process.env.DB ?? 'sqlite') as EngineName

/** The application's own data source, put onto an engine of the tests: SQLite in memory, or with DB=postgres a server of this run. */
export const db = database({ dataSource: () => createDataSource(), on: engine })

export const users = () => new UserService(db.dataSource)
