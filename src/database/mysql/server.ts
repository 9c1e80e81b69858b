import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { accessSync, constants, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import type { StartedPart } from '../../handle/run-protocol.js'
import { now, realSetTimeout } from '../../scenario/real-time.js'
import { freePort } from '../../wire/free-port.js'
import { type As, handOver, ownServer } from '../place/own-server.js'
import { type Scratch, scratch } from '../place/scratch.js'
import { connect, type MysqlClient, type Reach } from './client.js'
import { besideName } from './copies.js'
import { type ServerKind, settings } from './settings.js'

/** Where a worker's own database is; travels as JSON. */
export interface Place {
  readonly type: ServerKind
  /** How it is reached from here; who is told an address comes by `host` and `port`. */
  readonly socketPath: string
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string
  readonly database: string
}

/** The module that the main process of a run loads to start the server. */
export const SERVER = import.meta.url

const USER = 'root'
const HOST = '127.0.0.1'
/** How long a server may take to answer, in milliseconds. */
const STARTING = 30_000

interface Binaries {
  readonly type: ServerKind
  readonly server: string
  /** MariaDB makes its data directory by a program of its own, MySQL by the server. */
  readonly installer: string | undefined
}

/**
 * Starts a server of its own for a run; each lease is an empty database on it. The main process loads it by its name.
 *
 * @public
 */
export async function startMariadb(): Promise<StartedPart> {
  const binaries = findBinaries()
  for (let tries = 1; ; tries++)
    try {
      return await started(binaries, await freePort())
    } catch (error) {
      // Somebody else has taken the port meanwhile.
      if (tries === 3 || !/TCP\/IP port|address already in use/i.test((error as Error).message)) throw error
    }
}

async function started(binaries: Binaries, port: number): Promise<StartedPart> {
  const home = scratch()
  const as = handOver(home)
  const data = join(home.path, 'data')
  await initialise(binaries, data, as)
  const socketPath = join(home.path, 's')
  const password = randomBytes(12).toString('hex')
  const server = ownServer(home, as, 'SIGKILL', [
    binaries.server,
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${socketPath}`,
    `--port=${port}`,
    `--bind-address=${HOST}`,
    `--init-file=${letIn(home, password)}`,
    `--pid-file=${join(home.path, 'pid')}`,
    ...settings(binaries.type).map((setting) => `--${setting}`),
  ])
  const admin = await connected({ socketPath, user: USER, password }, server.dead)
  const place = { type: binaries.type, socketPath, host: HOST, port, username: USER, password }
  let leases = 0
  return {
    value: place,
    async lease() {
      const database = `qa_integ_${++leases}`
      await admin.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`)
      const release = async () =>
        void (await admin.query(`DROP DATABASE IF EXISTS ${database}; DROP DATABASE IF EXISTS ${besideName(database)}`))
      return { value: { ...place, database } satisfies Place, release }
    },
    async stop() {
      await admin.end()
      await server.stop()
    },
  }
}

/** What the server runs before anybody can come: only who knows the password does. */
function letIn(home: Scratch, password: string): string {
  const file = join(home.path, 'init.sql')
  const statements = ['localhost', HOST].flatMap((host) => [
    `CREATE USER IF NOT EXISTS ${USER}@'${host}'`,
    `ALTER USER ${USER}@'${host}' IDENTIFIED BY '${password}'`,
    `GRANT ALL PRIVILEGES ON *.* TO ${USER}@'${host}' WITH GRANT OPTION`,
  ])
  writeFileSync(file, statements.map((sql) => `${sql};\n`).join(''), { mode: 0o644 })
  return file
}

async function initialise({ server, installer }: Binaries, data: string, as: As): Promise<void> {
  const options = { ...as, cwd: '/', maxBuffer: 2 ** 24 }
  const [command, ...args] =
    installer === undefined
      ? [server, '--no-defaults', '--initialize-insecure', `--datadir=${data}`]
      : [installer, '--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db']
  await promisify(execFile)(command!, args, options).catch((error: Error & { stderr?: string }) => {
    throw new Error(`MariaDB could not make its data directory: ${error.stderr?.trim() || error.message}`)
  })
}

async function connected(reach: Reach, dead: () => string | false): Promise<MysqlClient> {
  const until = now() + STARTING
  for (;;) {
    try {
      return await connect(reach)
    } catch (error) {
      const why = dead() || (now() > until && (error as Error).message)
      if (why) throw new Error(`MariaDB did not start: ${why}`)
      await new Promise((retry) => realSetTimeout(retry, 20))
    }
  }
}

/** The server that this machine has, where packages put it. */
export function findBinaries(path = process.env.PATH ?? ''): Binaries {
  const folders = [...path.split(delimiter).filter(Boolean), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']
  const find = (name: string): string | undefined =>
    folders.map((folder) => join(folder, name)).find((file) => executable(file))
  const mariadb = find('mariadbd')
  const installer = find('mariadb-install-db')
  if (mariadb !== undefined && installer !== undefined) return { type: 'mariadb', server: mariadb, installer }
  const mysql = find('mysqld')
  // What has this one beside it is a MariaDB, too.
  const older = find('mysql_install_db')
  if (mysql !== undefined) return { type: older === undefined ? 'mysql' : 'mariadb', server: mysql, installer: older }
  throw new Error(
    "on: 'mariadb' starts the MariaDB or MySQL server of this machine, and there is neither mariadbd nor mysqld on the PATH or in /usr/sbin; " +
      "install one, as by `apt-get install mariadb-server`, start one in a container, as by on: container('mariadb:11'), " +
      "or name a test database on a server that runs, as in on: 'mysql://user:password@localhost:3306/shop_test'",
  )
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
