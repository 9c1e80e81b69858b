import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { SourceFile } from 'ts-morph'
import { sourceFiles } from '../project/project-files.js'
import { parseSource } from '../project/read-world.js'

/** The project's own code. */
export interface Sources {
  readonly cwd: string
  /** Relative to the project, those where an application usually starts first; tests, tools and packages inside it left out. */
  readonly files: readonly string[]
  readonly text: (file: string) => string
  /** The file as a syntax tree; nothing is executed. */
  readonly tree: (file: string) => SourceFile
}

const ASIDE =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|e2e|spec|specs|fixtures|examples|scripts|bench|docs|public|client|migrations)\//
const USUAL = ['app', 'server', 'index', 'main', 'data-source', 'datasource']

/** Reads which files the project's own code has. */
export function ownSources(cwd: string): Sources {
  const inner = new Map<string, boolean>()
  const ownPackage = (folder: string): boolean => {
    if (folder === '.' || folder === '') return true
    const known = inner.get(folder)
    if (known !== undefined) return known
    const own = !existsSync(join(cwd, folder, 'package.json')) && ownPackage(dirname(folder))
    inner.set(folder, own)
    return own
  }
  const files = sourceFiles(cwd)
    .map((file) => relative(cwd, file).replaceAll('\\', '/'))
    .filter((file) => !ASIDE.test(file) && ownPackage(dirname(file)))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  const texts = new Map<string, string>()
  const trees = new Map<string, SourceFile>()
  return Object.freeze({
    cwd,
    files,
    text: (file: string) => kept(texts, file, () => readFileSync(join(cwd, file), 'utf8')),
    tree: (file: string) => kept(trees, file, () => parseSource(join(cwd, file))),
  })
}

function kept<V>(known: Map<string, V>, key: string, make: () => V): V {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}

/** `src/app.ts` before `app.ts` before `src/server.ts`, …, and everything else after them, what lies deeper later. */
function rank(file: string): number {
  const parts = file.split('/')
  const name = parts.at(-1)!.replace(/\.[cm]?[jt]s$/, '')
  const usual = USUAL.indexOf(name)
  const near = parts.length === 1 || (parts.length === 2 && parts[0] === 'src')
  if (usual !== -1 && near) return usual * 2 + (parts.length === 2 ? 0 : 1)
  return 100 + parts.length
}
