export { postgresDialect } from './dialect.js'
export { type Place, SERVER } from './server.js'
