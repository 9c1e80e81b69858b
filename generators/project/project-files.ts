import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** How the project writes its code. */
export interface ProjectStyle {
  readonly typescript: boolean
  /** Whether its JavaScript has `require` and not `import`. */
  readonly commonjs: boolean
  /** What ends the name of an imported file of the project. */
  readonly ending: '.js' | '.ts' | ''
}

function readJson(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Reads from the world, else from package.json and tsconfig.json, how suites have to be written to fit in. */
export function styleOf(cwd: string, world: string | undefined): ProjectStyle {
  const config = join(cwd, 'tsconfig.json')
  const typescript = world === undefined ? existsSync(config) : /\.[cm]?ts$/.test(world)
  const esm = readJson(join(cwd, 'package.json')).type === 'module'
  const settings = existsSync(config) ? readFileSync(config, 'utf8') : ''
  if (typescript) {
    const ts = /"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(settings)
    return { typescript, commonjs: false, ending: ts ? '.ts' : esm ? '.js' : '' }
  }
  const requires = world === undefined ? !esm : /\brequire\(|\bmodule\.exports\b/.test(readFileSync(world, 'utf8'))
  return { typescript, commonjs: requires, ending: '.js' }
}

const left = new Set(['node_modules', 'dist', 'build', 'coverage', 'out'])
const mostFiles = 4_000

/** The project's source files, suites and declarations left out; in order of their names. */
export function sourceFiles(cwd: string): readonly string[] {
  const found: string[] = []
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (found.length >= mostFiles) return
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (!left.has(entry.name) && !entry.name.startsWith('.')) walk(path)
      } else if (
        /\.[cm]?[jt]s$/.test(entry.name) &&
        !/\.d\.[cm]?ts$|\.(?:test|spec|integ|provider)\.|\.config\./.test(entry.name)
      ) {
        if (statSync(path).size < 500_000) found.push(path)
      }
    }
  }
  walk(cwd)
  return found
}

const documents = ['openapi.yaml', 'openapi.yml', 'openapi.json', 'swagger.yaml', 'swagger.yml', 'swagger.json']
const folders = ['', 'docs', 'api', 'spec', 'src']

/** The OpenAPI document under one of its usual names. */
export function findDocument(cwd: string): string | undefined {
  return folders.flatMap((folder) => documents.map((name) => join(cwd, folder, name))).find((path) => existsSync(path))
}

/** The file that holds handles and states for the suites of a folder. */
export function findWorld(outDir: string): string | undefined {
  return ['ts', 'mts', 'js', 'mjs', 'cjs']
    .map((ending) => join(outDir, `world.${ending}`))
    .find((path) => existsSync(path))
}
