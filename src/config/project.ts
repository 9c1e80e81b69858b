import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, extname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { type Config, checkConfig, type Loader } from './config.js'
import { checkedByNode, describeInvalid, invalidCodeIn } from './invalid-code.js'

/** What is known about the project that a command works on. */
export interface Project {
  readonly cwd: string
  readonly config: Config
  /** The configuration's file, where there is one. */
  readonly configFile: string | undefined
  readonly suites: string
  readonly report: string
}

const NAMES = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((ending) => `qa-integ.config.${ending}`)

/** Reads the project in a folder. */
export async function readProject(cwd: string): Promise<Project> {
  const found = NAMES.filter((name) => existsSync(join(cwd, name)))
  if (found.length > 1) throw new Error(`there are two configurations, ${found.join(' and ')}; keep one`)
  const [configFile] = found
  const config = configFile === undefined ? {} : checkConfig(await load(cwd, configFile), configFile)
  const suites = config.suites ?? 'test/integration'
  if (isFile(join(cwd, suites))) throw new Error(`${suites} is a file; "suites" names the folder of the suites`)
  return {
    cwd,
    config,
    configFile,
    suites,
    report: config.report ?? 'qa-integ-report',
  }
}

const isFile = (path: string): boolean => existsSync(path) && !statSync(path).isDirectory()

async function load(cwd: string, name: string): Promise<unknown> {
  const file = join(cwd, name)
  try {
    if (!isFile(file)) throw new Error('it is a folder')
    if (extname(name) === '.json') return JSON.parse(readFileSync(file, 'utf8'))
    if (/\.m?ts$/.test(name)) return readTypeScript(cwd, file)
    return ((await import(pathToFileURL(file).href)) as { default?: unknown }).default
  } catch (error) {
    throw new Error(`${name} could not be read: ${whyNot(cwd, file, error as Error)}`, { cause: error })
  }
}

const EXAMPLE = "it exports plain data, as in export default { suites: 'test/integration' }"

/** What is wrong with a configuration, with its line where that is known. */
function whyNot(cwd: string, file: string, error: Error): string {
  const invalid =
    invalidCodeIn(error.message, cwd) ??
    (error instanceof SyntaxError && /js$/.test(file) ? checkedByNode(file) : undefined)
  if (invalid) return `${describeInvalid({ ...invalid, file: relative(cwd, resolve(cwd, invalid.file)) })}; ${EXAMPLE}`
  const [, at] = new RegExp(`${basename(file).replaceAll('.', '\\.')}(:\\d+:\\d+)`).exec(error.stack ?? '') ?? []
  return at === undefined || error.message.includes(at) ? error.message : `${error.message} (${basename(file)}${at})`
}

// Told on a pipe of its own, as a configuration may print.
const TELL = `import(process.argv[1]).then(({ default: one }) => require('node:fs').writeSync(3, JSON.stringify(one?.default ?? one ?? null) ?? 'null'))`

/** Reads a TypeScript configuration, plain data, in a process of its own that the project's loader may change as it likes. */
function readTypeScript(cwd: string, file: string): unknown {
  const loader = loaderOf(cwd, undefined)
  if (loader === undefined) throw new Error('nothing here loads TypeScript; run `npm i -D tsx typescript`')
  refuseTooNew(cwd, loader)
  const { status, output, stderr } = spawnSync(
    process.execPath,
    // The file is imported, whatever kind of module the project's others are.
    [...loaderOptions(loader, true), '-e', TELL, pathToFileURL(file).href],
    { cwd, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  )
  if (status !== 0) throw new Error(errorIn(stderr))
  if (!output[3]) throw new Error('it ended the process that read it, as process.exit() does')
  return JSON.parse(output[3]) as unknown
}

/** What a process that ended with an error said of it, its stack left out: the lines from the error's name on tell file and line. */
function errorIn(stderr: string): string {
  return /^\w*Error\b.*: .*(?:\n(?! +at ).+)*/m.exec(stderr)?.[0] ?? stderr.trim()
}

const projectRequire = (cwd: string) => createRequire(join(cwd, 'package.json'))

/** Whether the project can load a package. */
export function has(cwd: string, name: string): boolean {
  try {
    projectRequire(cwd).resolve(name)
    return true
  } catch {
    return false
  }
}

/** What will load the project's TypeScript: what it was told, or the best of what it has. */
export function loaderOf(cwd: string, told: Loader | undefined): Loader | undefined {
  if (told !== undefined) return told
  const swc = has(cwd, '@swc-node/register')
  if (swc && emitsDecoratorMetadata(cwd)) return 'swc'
  if (has(cwd, 'tsx')) return 'tsx'
  if (swc) return 'swc'
  return (process.features as { typescript?: string | false }).typescript ? 'node' : undefined
}

/**
 * The options of `node` with which a loader loads TypeScript; swc reaches CommonJS, which mocha loads by `require`, only
 * through a hook for `require`.
 */
export function loaderOptions(loader: Loader, esm: boolean): readonly string[] {
  switch (loader) {
    case 'tsx':
      return ['--import=tsx']
    case 'swc':
      return [esm ? '--import=@swc-node/register/esm-register' : '--require=@swc-node/register']
    case 'node':
      return []
  }
}

/**
 * How a run makes a loader tell the author's lines: swc keeps source maps only where tsconfig.json asks for them, and
 * without any, stacks have the lines of its output.
 */
export function linesOf(loader: Loader): { readonly options: readonly string[]; readonly env: Record<string, string> } {
  return loader === 'swc'
    ? { options: ['--enable-source-maps'], env: { SWC_NODE_SOURCE_MAP_MODE: 'inline' } }
    : { options: [], env: {} }
}

/** @throws Error when the project's TypeScript is newer than its swc can work with. */
export function refuseTooNew(cwd: string, loader: Loader): void {
  const version = loader === 'swc' ? typescriptOf(cwd) : undefined
  if (version === undefined || !tooNewForSwc(version)) return
  throw new Error(
    `@swc-node/register needs TypeScript below 7, and ${version} is installed; run \`npm i -D typescript@6\``,
  )
}

/** The version of the project's TypeScript. */
export function typescriptOf(cwd: string): string | undefined {
  try {
    const file = projectRequire(cwd).resolve('typescript/package.json')
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
  } catch {
    return undefined
  }
}

/** From version 7 on, TypeScript has none of the functions that swc's register calls. */
export const tooNewForSwc = (version: string): boolean => Number.parseInt(version, 10) > 6

/** Whether a `.ts` or `.js` file of the project is an ES module. */
export function isEsm(cwd: string): boolean {
  const file = join(cwd, 'package.json')
  if (!existsSync(file)) return false
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { type?: string }).type === 'module'
  } catch {
    return false
  }
}

/** Whether the project's tsconfig asks for the types of decorated members, which esbuild drops. */
export function emitsDecoratorMetadata(cwd: string): boolean {
  const file = join(cwd, 'tsconfig.json')
  if (!existsSync(file)) return false
  try {
    // YAML reads JSON with trailing commas; comments are what it does not read.
    const text = readFileSync(file, 'utf8')
      .replace(/^\s*\/\/.*$/gm, '')
      .replace(/\/\*[\s\S]*?\*\//g, '')
    const { compilerOptions } = parse(text) as { compilerOptions?: { emitDecoratorMetadata?: boolean } }
    return compilerOptions?.emitDecoratorMetadata === true
  } catch {
    return false
  }
}

/** The files below a folder whose name ends in `.<kind>.<js or ts>`, sorted; relative to the project. */
export function filesOf(cwd: string, folder: string, kind: 'integ' | 'provider'): string[] {
  const root = join(cwd, folder)
  if (!existsSync(root)) return []
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => new RegExp(`\\.${kind}\\.[cm]?[jt]s$`).test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .sort()
}
