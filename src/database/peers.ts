import { createRequire } from 'node:module'
import { join } from 'node:path'

type Typeorm = typeof import('typeorm')

/** The project's own TypeORM, with which its entities were decorated; loaded when a database is first started. */
export async function loadTypeorm(): Promise<Typeorm> {
  try {
    return createRequire(join(process.cwd(), 'package.json'))('typeorm') as Typeorm
  } catch (error) {
    if (!isMissing(error, 'typeorm')) throw error
  }
  try {
    return await import('typeorm')
  } catch (error) {
    throw isMissing(error, 'typeorm')
      ? new Error(
          'database(...) works on TypeORM, which is not installed; run `npm install --save-dev typeorm sqlite3 reflect-metadata`',
        )
      : error
  }
}

/** TypeORM's name of a SQLite driver. */
export type SqliteType = 'sqlite' | 'better-sqlite3' | 'sqljs'

/** The packages that bring SQLite, in the order in which they are looked for. */
const SQLITE_PACKAGES: Readonly<Record<SqliteType, string>> = Object.freeze({
  sqlite: 'sqlite3',
  'better-sqlite3': 'better-sqlite3',
  sqljs: 'sql.js',
})

/** The SQLite that the project has. */
export async function sqliteOfProject(): Promise<SqliteType> {
  const typeorm = await loadTypeorm()
  const require = createRequire(join(process.cwd(), 'package.json'))
  const broken: string[] = []
  for (const [type, name] of Object.entries(SQLITE_PACKAGES) as [SqliteType, string][]) {
    // TypeORM 1 has no driver for sqlite3.
    if (type === 'sqlite' && !hasSqlite3(typeorm)) continue
    try {
      require(name)
      return type
    } catch (error) {
      if (isMissing(error, name)) continue
      broken.push(`${(error as Error).message.split('\n')[0]!.replace(/[.,]? Tried:$/, '')}; ${unbuilt(name)}`)
    }
  }
  throw new Error(
    broken.length > 0
      ? `database(...) runs on SQLite, and what is installed of it can't be loaded: ${broken.join('; ')}`
      : 'database(...) runs on SQLite, and none of its packages is installed; run `npm install --save-dev better-sqlite3`',
  )
}

/** What to do about a package with a native part that is not there: package managers skip install scripts, or did them for another Node. */
export function unbuilt(name: string): string {
  return `the install script of ${name} has not run, or not for this Node: run \`npm rebuild ${name}\`, or \`pnpm approve-builds\` where pnpm installs`
}

/** The two lines of TypeORM differ in what a data source is called, and in the drivers that there are. */
const hasSqlite3 = (typeorm: Typeorm): boolean => 'Connection' in typeorm

function isThere(name: string): boolean {
  try {
    createRequire(join(process.cwd(), 'package.json')).resolve(name)
    return true
  } catch {
    return false
  }
}

function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException
  return (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') && message.includes(`'${name}'`)
}

/** What went wrong when a data source was set up, in a sentence that says what to do. */
export function explained(thrown: unknown): Error {
  const error = thrown as Error
  const say = (message: string) => new Error(message, { cause: error })
  const column = /Column type for (\S+) is not defined/.exec(error.message)?.[1]
  if (column)
    return say(
      `the column ${column} has no type: the loader drops what the compiler knows of decorated properties, as tsx and esbuild do. ` +
        "Give the type in the decorator, as in @Column({ type: 'varchar' }), or run with @swc-node/register and emitDecoratorMetadata",
    )
  const packet = /([A-Z]\w+) package has not been found installed\. Please run "npm install (\S+)"/.exec(error.message)
  if (packet)
    return say(
      isThere(packet[2]!)
        ? `${packet[1]}'s package can't be loaded: ${unbuilt(packet[2]!)}`
        : `${packet[1]} needs a package that is not installed; run \`npm install --save-dev ${packet[2]}\``,
    )
  const target = /Entity metadata for (\S+) was not found/.exec(error.message)?.[1]
  if (target)
    return say(
      `${target} leads to an entity that the data source does not have; name that in database({ entities: { ... } }), too`,
    )
  const type = /Data type "(\w+)" in "([\w.]+)" is not supported by "([\w-]+)"/.exec(error.message)
  if (type)
    return say(
      `the column ${type[2]} has the type "${type[1]}", which ${type[3]} does not have; run these scenarios on the application's own engine, or give the column a type that both have`,
    )
  return error
}
