import { createServer } from 'node:http'
import { log, mark } from './marks.mjs'

const gone = mark(process.argv[2])
const server = createServer((_, response) => response.end('here'))
server.listen(process.env.PORT, '127.0.0.1', () => log(`port ${server.address().port}`))
process.on('SIGTERM', () =>
  setTimeout(() => {
    gone()
    process.exit()
  }, 30),
)
