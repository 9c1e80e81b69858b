export { mysqlDialect } from './dialect.js'
export { placeByUrl } from './own-database.js'
export { type Place, SERVER } from './server.js'
