export { loadPg } from './client.js'
export { postgresEngine } from './engine.js'
export { type Place, SERVER } from './server.js'
export { discardSessions } from './sessions.js'
