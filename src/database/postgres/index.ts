export { postgresDialect } from './dialect.js'
export { placeByUrl } from './own-database.js'
export { besideOf, type Place, SERVER } from './server.js'
