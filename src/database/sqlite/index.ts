export { sqliteDialect } from './dialect.js'
