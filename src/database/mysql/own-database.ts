import { randomBytes } from 'node:crypto'
import type { Placed } from '../place/place.js'
import { databaseOfUrl, describeUrl, engineOfUrl } from '../place/server-url.js'
import { connect, ident, type MysqlClient, ofUrl, rowsOf } from './client.js'
import { besideName } from './copies.js'
import { serverOf } from './session.js'

/** Between the name of the database that was told and what tells ours apart. */
const MARK = '_qa_integ_'
/** Names are refused from 64 characters on, and the copies beside are called a little longer. */
const LONGEST = 58
const DIGITS = 8

/**
 * A database of this worker's own beside the one that is told, so that workers do not meet. As long as its owner lives, it
 * holds a lock of that name, which goes with its connection however it ends: what nobody locks is swept. Where the user may
 * create none, the told one is used.
 */
export async function placeByUrl(url: URL): Promise<Placed> {
  const told = databaseOfUrl(url)
  const keeper = await reach(url)
  const { mariadb } = await serverOf(keeper)
  /** TypeORM takes a socket by its own name only. */
  const optionsFor = (at: URL) => {
    const { socketPath } = ofUrl(at)
    return { type: mariadb ? 'mariadb' : 'mysql', url: at.href, ...(socketPath === undefined ? {} : { socketPath }) }
  }
  const prefix = `${told.slice(0, LONGEST - MARK.length - DIGITS)}${MARK}`
  const name = `${prefix}${randomBytes(DIGITS / 2).toString('hex')}`
  try {
    await sweep(keeper, prefix)
    await lock(keeper, name)
    await keeper.query(`CREATE DATABASE ${ident(name)}`)
  } catch (error) {
    await keeper.end().catch(() => {})
    if (!REFUSED.includes((error as { errno?: number }).errno ?? 0)) throw error
    return {
      options: optionsFor(url),
      kept: true,
      remark: `the user may not create databases, so ${told} itself is used, by one worker at a time`,
      async leave() {},
    }
  }
  const own = new URL(url)
  own.pathname = `/${encodeURIComponent(name)}`
  return {
    options: optionsFor(own),
    kept: false,
    async leave() {
      try {
        await drop(keeper, name)
      } finally {
        await keeper.end()
      }
    },
  }
}

/** What the server answers to who may not create a database: access denied, to it or at all. */
const REFUSED: readonly number[] = [1044, 1227]

async function reach(url: URL): Promise<MysqlClient> {
  try {
    return await connect(ofUrl(url))
  } catch (error) {
    const { code, errno, message } = error as NodeJS.ErrnoException
    const name = engineOfUrl(url) === 'mariadb' ? 'MariaDB' : 'MySQL'
    const what = REMEDIES[errno ?? 0] ?? REMEDIES[code ?? '']
    throw new Error(
      `${name} can not be reached at ${describeUrl(url)}: ${message || code}${what === undefined ? '' : `; ${what}`}`,
    )
  }
}

/** What is to be done, by the server's number or the system's code. */
const REMEDIES: Readonly<Record<string, string>> = {
  1044: 'let an administrator grant its user all privileges on the database',
  1045: 'check the user and the password in the address',
  1049: 'create the database, or name one that is there',
  ECONNREFUSED: 'start the server, or name the host and the port where it listens',
}

async function lock(client: MysqlClient, name: string): Promise<boolean> {
  const [row] = await rowsOf<{ got: number | null }>(client, 'SELECT GET_LOCK(?, 0) AS got', [name])
  return Number(row!.got) === 1
}

/** Drops what runs have left that were killed. */
async function sweep(client: MysqlClient, prefix: string): Promise<void> {
  const rows = await rowsOf<{ name: string }>(
    client,
    `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA
     WHERE LEFT(SCHEMA_NAME, CHAR_LENGTH(?)) = ? AND SUBSTR(SCHEMA_NAME, CHAR_LENGTH(?) + 1) REGEXP '^[0-9a-f]{${DIGITS}}(__qa)?$'`,
    [prefix, prefix, prefix],
  )
  for (const name of new Set(rows.map((row) => row.name.slice(0, prefix.length + DIGITS)))) {
    if (!(await lock(client, name))) continue
    await drop(client, name).catch(() => {})
    await client.query('DO RELEASE_LOCK(?)', [name])
  }
}

async function drop(client: MysqlClient, name: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${ident(name)}; DROP DATABASE IF EXISTS ${ident(besideName(name))}`)
}
