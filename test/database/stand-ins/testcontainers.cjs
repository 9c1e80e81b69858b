// The classes of @testcontainers/postgresql and @testcontainers/mariadb 12, on a server of this machine instead of a container.
const { appendFileSync } = require('node:fs')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')

const told = (line) => appendFileSync(join(process.cwd(), 'containers.ndjson'), `${JSON.stringify(line)}\n`)
const server = (path) =>
  import(pathToFileURL(join(process.cwd(), 'node_modules/qa-integ/dist/src/database', path, 'server.js')))

class GenericContainer {
  #image
  #told = {}
  constructor(image) {
    this.#image = image
  }
  #keep(name, value) {
    this.#told[name] = value
    return this
  }
  withDatabase(name) {
    return this.#keep('database', name)
  }
  withCommand(command) {
    return this.#keep('command', command)
  }
  withEnvironment(variables) {
    return this.#keep('environment', variables)
  }
  withTmpFs(folders) {
    return this.#keep('tmpFs', folders)
  }
  withLogConsumer() {
    return this
  }
  async start() {
    told({ started: this.#image, ...this.#told })
    if (this.#image.includes('none'))
      throw new Error(`(HTTP code 404) no such container - No such image: ${this.#image}`)
    const part = await this.run()
    const { value } = await part.lease()
    return {
      getConnectionUri: (root) => this.uri(value, root),
      stop: async () => {
        await part.stop()
        told({ stopped: this.#image })
      },
    }
  }
}

exports.PostgreSqlContainer = class extends GenericContainer {
  withPassword() {
    return this
  }
  async run() {
    return (await server('postgres')).startPostgres()
  }
  uri({ host, port, username, database }) {
    return `postgres://${username}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
  }
}

exports.MariaDbContainer = class extends GenericContainer {
  withUserPassword() {
    return this
  }
  withRootPassword() {
    return this
  }
  async run() {
    return (await server('mysql')).startMariadb()
  }
  uri({ host, port, username, password, database }, root) {
    if (root !== true) throw new Error('an ordinary user may create no database')
    return `mariadb://${username}:${password}@${host}:${port}/${database}`
  }
}
