// The classes of @testcontainers/postgresql and @testcontainers/mariadb 12, with a server that runs already instead of a container.
const { appendFileSync } = require('node:fs')
const { join } = require('node:path')

const told = (line) => appendFileSync(join(process.cwd(), 'containers.ndjson'), `${JSON.stringify(line)}\n`)

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
    return {
      getConnectionUri: (root) => this.uri(root),
      stop: async () => told({ stopped: this.#image }),
    }
  }
}

exports.PostgreSqlContainer = class extends GenericContainer {
  withPassword() {
    return this
  }
  uri() {
    return process.env.POSTGRES_RUNS_AT
  }
}

exports.MariaDbContainer = class extends GenericContainer {
  withUserPassword() {
    return this
  }
  withRootPassword() {
    return this
  }
  uri(root) {
    if (root !== true) throw new Error('an ordinary user may create no database')
    return process.env.MARIADB_RUNS_AT
  }
}
