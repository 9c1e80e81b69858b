import { randomBytes } from 'node:crypto'
import type { Placed } from '../place/place.js'
import { databaseOfUrl, describeUrl } from '../place/server-url.js'
import { connect, ident, type PgClient } from './client.js'

/** Between the name of the database that was told and what tells ours apart. */
const MARK = '_qa_integ_'
/** PostgreSQL cuts names off at 63 bytes; its copies are called a little longer. */
const LONGEST = 55
const DIGITS = 8

/**
 * A database of this worker's own beside the one that is told, so that workers do not meet. As long as its owner lives, it
 * holds a lock on the name from the told database, which goes with its connection however it ends: what nobody locks is
 * swept. Where the user may create none, the told one is used.
 */
export async function placeByUrl(url: URL): Promise<Placed> {
  const told = databaseOfUrl(url)
  const keeper = await reach(url)
  const name = `${prefix(told)}${randomBytes(DIGITS / 2).toString('hex')}`
  try {
    if (!(await mayCreate(keeper))) {
      await keeper.end()
      return {
        options: { type: 'postgres', url: url.href },
        kept: true,
        remark: `the user may not create databases, so ${told} itself is used, by one worker at a time`,
        async leave() {},
      }
    }
    await sweep(keeper, prefix(told))
    await lock(keeper, name)
    await keeper.query(`CREATE DATABASE ${ident(name)}`)
    await keeper.query(`COMMENT ON DATABASE ${ident(name)} IS 'of a test run by qa-integ; dropped when that ends'`)
  } catch (error) {
    await keeper.end().catch(() => {})
    throw error
  }
  const own = new URL(url)
  own.pathname = `/${encodeURIComponent(name)}`
  return {
    options: { type: 'postgres', url: own.href },
    kept: false,
    beside: { connectionString: url.href },
    async leave() {
      try {
        await drop(keeper, name)
      } finally {
        await keeper.end()
      }
    },
  }
}

async function reach(url: URL): Promise<PgClient> {
  try {
    return await connect({ connectionString: url.href })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(`PostgreSQL can not be reached at ${describeUrl(url)}: ${message || code}`)
  }
}

const prefix = (told: string): string => `${told.slice(0, LONGEST - MARK.length - DIGITS)}${MARK}`

async function mayCreate(client: PgClient): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    'SELECT rolcreatedb OR rolsuper AS may FROM pg_roles WHERE rolname = current_user',
  )
  return rows[0]?.may ?? false
}

const KEY = `hashtextextended('qa-integ ' || $1, 0)`

async function lock(client: PgClient, name: string): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>(`SELECT pg_try_advisory_lock(${KEY}) AS got`, [name])
  return rows[0]!.got
}

/** Drops what runs have left that were killed. */
async function sweep(client: PgClient, mark: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1) AND substr(datname, length($1) + 1) ~ '^[0-9a-f]{${DIGITS}}(_|$)'`,
    [mark],
  )
  for (const { name } of rows) {
    const owner = name.slice(0, mark.length + DIGITS)
    if (!(await lock(client, owner))) continue
    await drop(client, name).catch(() => {})
    await client.query(`SELECT pg_advisory_unlock(${KEY})`, [owner])
  }
}

async function drop(client: PgClient, name: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${ident(name)} WITH (FORCE)`)
}
