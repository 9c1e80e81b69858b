import type { QueryRunner } from 'typeorm'
import { type Expectation, expectation, type When, when } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { assertion } from '../assertion.js'
import { catalogDifference } from './catalog-difference.js'
import type { ScratchDatabase } from './scratch-database.js'
import { type Migration, named, type Steps, stepsOf } from './steps.js'

/**
 * Which migration fails, and at which of its statements, counted from 1; each one in turn where it is not told.
 *
 * @example
 * ```ts
 * import type { InterruptAt } from 'qa-integ/database'
 *
 * const at: InterruptAt = { migration: 'CreateUsers1700000000001', statement: 2 }
 * ```
 */
export interface InterruptAt {
  /** By its name, with or without the time that ends it. */
  readonly migration?: string
  /** Counted from 1; each one in turn where it is not told. */
  readonly statement?: number
}

/**
 * A migration that failed on its way up, and what it has left in the schema.
 *
 * @example
 * ```ts
 * import type { Interruption } from 'qa-integ/database'
 *
 * const text = ({ migration, statement, left }: Interruption) => `${migration} at ${statement}: ${left.join(', ')}`
 * ```
 */
export interface Interruption {
  /** The name of the migration. */
  readonly migration: string
  /** The statement that failed, counted from 1. */
  readonly statement: number
  /** The text of that statement. */
  readonly sql: string
  /** What is there that was not before (`+ table users`), or is gone (`- column users.name`). */
  readonly left: readonly string[]
}

/** The step value behind `db.migrations.interrupted`. */
export function interrupted(
  beside: () => Promise<ScratchDatabase>,
  uses: readonly Part[],
  at: InterruptAt = {},
): When<object, readonly Interruption[]> {
  const { migration, statement, ...stray } = at
  if (Object.keys(stray).length > 0 || (statement !== undefined && (!Number.isInteger(statement) || statement < 1)))
    throw new TypeError(
      "db.migrations.interrupted(...) takes { migration, statement }, the statement counted from 1, as in { migration: 'CreateUsers1700000000001', statement: 2 }",
    )
  return when<object, readonly Interruption[]>(
    `${migration ?? 'every migration'} fails at ${statement === undefined ? 'each of its statements' : `its statement ${statement}`}`,
    async () => {
      const tried = await interruptions(beside, migration, statement)
      if (tried.length > 0) return tried
      throw new Error(
        statement === undefined
          ? `${migration ?? 'no migration'} sends ${migration ? 'no' : 'a'} statement, so it can't fail at one`
          : `${migration ? `${migration} does` : 'the migrations do'} not send so many statements as ${statement}`,
      )
    },
    { uses },
  )
}

/** Lets migrations fail one after the other, in a new database wherever the last one was not left as it was. */
async function interruptions(
  beside: () => Promise<ScratchDatabase>,
  migration: string | undefined,
  only: number | undefined,
): Promise<Interruption[]> {
  const tried: Interruption[] = []
  let open: { readonly scratch: ScratchDatabase; readonly steps: Steps } | undefined
  const upTo = async (i: number): Promise<Steps> => {
    if (open) return open.steps
    const scratch = await beside()
    open = { scratch, steps: stepsOf(scratch) }
    for (let before = 0; before < i; before++) await open.steps.up(before)
    return open.steps
  }
  try {
    const { all } = await upTo(0)
    const chosen = named(all, migration === undefined ? [] : [migration], 'db.migrations.interrupted({ migration })')
    const last = migration === undefined ? all.length - 1 : all.findIndex(({ name }) => chosen.has(name))
    for (let i = 0; i <= last; i++) {
      let ran = false
      for (let statement = only ?? 1; !ran && (migration === undefined || i === last); statement++) {
        const one = await interruption(await upTo(i), i, statement)
        ran = one === undefined
        if (one) tried.push(one)
        if (one?.left.length) {
          await open?.scratch.close()
          open = undefined
        }
        if (only !== undefined) break
      }
      if (!ran && i < last) await (await upTo(i)).up(i)
    }
    return tried
  } finally {
    await open?.scratch.close()
  }
}

/** Nothing when the migration went up, because it sends fewer statements. */
async function interruption(steps: Steps, i: number, statement: number): Promise<Interruption | undefined> {
  const before = await steps.catalog()
  const fault = failAt(steps.all[i]!, statement)
  let failed: unknown
  try {
    await steps.up(i)
  } catch (error) {
    failed = error
  } finally {
    fault.remove()
  }
  const sql = fault.struck()
  if (sql === undefined) {
    if (failed !== undefined) throw failed
    return undefined
  }
  const left = catalogDifference(before, await steps.catalog())
  if (failed === undefined) left.push('+ the migration caught the error and ended as if nothing had happened')
  return { migration: steps.all[i]!.name, statement, sql, left }
}

interface Fault {
  /** The statement that failed. */
  struck(): string | undefined
  remove(): void
}

/** The n-th statement that the migration sends on its way up fails, before it reaches the database. */
function failAt({ instance }: Migration, n: number): Fault {
  const { up } = instance
  let sent = 0
  let sql: string | undefined
  const own = Object.getOwnPropertyDescriptor(instance, 'up')
  instance.up = async (runner: QueryRunner) => {
    const watched = runner as unknown as { query: (text: string, ...rest: unknown[]) => Promise<unknown> }
    const { query } = watched
    watched.query = async (text, ...rest) => {
      if (++sent === n) {
        sql = text
        throw new Error(`a fault that db.migrations.interrupted(...) has set struck at statement ${n}: ${text}`)
      }
      return query.call(runner, text, ...rest)
    }
    try {
      await up.call(instance, runner)
    } finally {
      watched.query = query
    }
  }
  return {
    struck: () => sql,
    remove() {
      if (own) Object.defineProperty(instance, 'up', own)
      else delete (instance as { up?: unknown }).up
    },
  }
}

/** The step value behind `db.migrations.leftNothing`. */
export function leftNothing(engine: () => string, uses: readonly Part[]): Expectation<readonly Interruption[], object> {
  return expectation<readonly Interruption[], object>(
    'a migration that fails leaves the schema as it was',
    (tried) => {
      if (!Array.isArray(tried) || tried.some((one) => !Array.isArray((one as Partial<Interruption>)?.left)))
        throw new TypeError(
          'db.migrations.leftNothing() judges what db.migrations.interrupted() hands back; tell it after that when',
        )
      const wrong = (tried as readonly Interruption[]).filter(({ left }) => left.length > 0)
      if (wrong.length === 0) return
      const type = engine()
      const why = /^(mysql|mariadb)$/.test(type)
        ? `${type} ends the open transaction with every CREATE, ALTER and DROP, so a migration of several of them can't be rolled back; make each a migration of its own, or one that can be run again`
        : "this engine rolls a schema back where the migration runs in a transaction; see migrationsTransactionMode and the migration's own `transaction`"
      throw assertion(
        [
          `migrations that failed have left something behind; ${why}:`,
          ...wrong.flatMap(({ migration, statement, sql, left }) => [
            `  ${migration}, failed at statement ${statement}: ${sql.replace(/\s+/g, ' ').trim().slice(0, 100)}`,
            ...left.map((line) => `    ${line}`),
          ]),
        ].join('\n'),
      )
    },
    undefined,
    { uses },
  )
}
