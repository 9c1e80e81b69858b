import { migrationCases } from './migration-cases.js'

// The same on PostgreSQL are in test/full: each of them makes databases there.
migrationCases('sqlite')
