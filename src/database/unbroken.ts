import type { EntityMetadata } from 'typeorm'
import type { Live } from './live.js'
import { nearestName } from './nearest-name.js'

/** Refuses to wait for what the engine never does. */
export function checkLengths({ dialect, engine }: Live, word: string): void {
  if (dialect.enforcesLengths) return
  throw new Error(
    `${word}: ${engine.description} enforces no lengths, so a value that is too long for its column is stored; ` +
      "run this scenario where lengths are enforced, as with on: 'postgres' or on: 'mariadb', or hold them by a check on length(...) and expect db.violates.check",
  )
}

/** Refuses to wait for what the engine does not know. */
export function checkExclusions({ dialect, engine }: Live, word: string): void {
  if (dialect.hasExclusions) return
  throw new Error(
    `${word}: ${engine.description} has no exclusion constraints, so rows that exclude each other are stored; ` +
      "run this scenario on: 'postgres', where the entity's @Exclusion is made",
  )
}

/** Why a number of any size is stored. */
export function unheld({ dialect, engine }: Live, { tableName }: EntityMetadata): string | undefined {
  if (dialect.enforcesLengths) return undefined
  return (
    `${engine.description} holds numbers to the type of their column only where a migration makes the table ${tableName} STRICT; ` +
    "run this scenario on: 'postgres' or on: 'mariadb', or hold them by a check and expect db.violates.check"
  )
}

/** Why no statement can break the check: the database does not have it. */
export async function missingCheck(
  { dialect, dataSource }: Live,
  { tableName, name, checks: wanted }: EntityMetadata,
  constraint: string | undefined,
): Promise<string | undefined> {
  const there = await dialect.checks(dataSource, tableName)
  if (constraint === undefined ? there.length > 0 : there.includes(constraint)) return undefined
  const what = constraint === undefined ? 'no check' : `no check "${constraint}"`
  const declared = wanted.some((check) => constraint === undefined || check.name === constraint)
  const { type } = dataSource.options
  const why = !declared
    ? `${constraint === undefined ? '' : nearestName(constraint, there)}; it has ${there.length === 0 ? 'none' : there.join(', ')}`
    : type === 'mysql' || type === 'mariadb'
      ? `: TypeORM makes none on MySQL and MariaDB, whatever ${name} declares; make it by a migration, as ALTER TABLE ${tableName} ADD CONSTRAINT ... CHECK (...)`
      : `, though ${name} declares it; make it by a migration or by synchronize`
  return `the table ${tableName} has ${what} in the database${why}`
}
