import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What package.json says. */
export interface Manifest {
  /** Whether its `.js` and `.ts` files are ES modules. */
  readonly esm: boolean
  /** Every package that it asks for, for whatever purpose. */
  readonly packages: ReadonlySet<string>
  readonly scripts: Readonly<Record<string, string>>
  /** Whether mocha's options stand in it. */
  readonly mocha: boolean
  /** The package manager that it pins, as in `pnpm@10.1.0`. */
  readonly pinned?: string
}

const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']

/** Reads package.json; a folder without one has none of anything. @throws Error when it is no JSON object. */
export function readManifest(cwd: string): Manifest {
  const file = join(cwd, 'package.json')
  const told = existsSync(file) ? parse(readFileSync(file, 'utf8')) : {}
  const { packageManager: pinned } = told
  return {
    esm: told.type === 'module',
    packages: new Set(GROUPS.flatMap((group) => Object.keys(objectOf(told[group])))),
    scripts: Object.fromEntries(Object.entries(objectOf(told.scripts)).map(([name, script]) => [name, String(script)])),
    mocha: told.mocha !== undefined,
    ...(typeof pinned === 'string' ? { pinned } : {}),
  }
}

function parse(text: string): Record<string, unknown> {
  let told: unknown
  try {
    told = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new Error(`package.json could not be read: ${(error as Error).message}`, { cause: error })
  }
  if (typeof told !== 'object' || told === null || Array.isArray(told))
    throw new Error('package.json is no JSON object; put it right and run `npx qa-integ init` again')
  return told as Record<string, unknown>
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
