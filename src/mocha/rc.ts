import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'

/** mocha's options as its configuration files write them. */
export type MochaOptions = Record<string, unknown>

/** In the order in which mocha looks for them. */
const NAMES = [
  '.mocharc.cjs',
  '.mocharc.js',
  '.mocharc.mjs',
  '.mocharc.yaml',
  '.mocharc.yml',
  '.mocharc.jsonc',
  '.mocharc.json',
]

/** A project's own mocha options, so that a run keeps them while it chooses files, loader and reporter itself. */
export async function readRc(cwd: string): Promise<MochaOptions> {
  const name = NAMES.find((name) => existsSync(join(cwd, name)))
  if (name === undefined) return manifestOptions(cwd)
  const file = join(cwd, name)
  try {
    if (/js$/.test(name)) return ((await import(pathToFileURL(file).href)) as { default: MochaOptions }).default
    const text = readFileSync(file, 'utf8')
    // YAML is a superset of JSON but for comments, which .mocharc.json may have.
    return (parse(/ya?ml$/.test(name) ? text : withoutComments(text)) ?? {}) as MochaOptions
  } catch (error) {
    throw new Error(`${name} could not be read: ${(error as Error).message}`, { cause: error })
  }
}

function manifestOptions(cwd: string): MochaOptions {
  const file = join(cwd, 'package.json')
  if (!existsSync(file)) return {}
  return (createRequire(file)(file) as { mocha?: MochaOptions }).mocha ?? {}
}

/** Comments go, strings that look like them stay. */
function withoutComments(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, text: string | undefined) => text ?? '')
}
