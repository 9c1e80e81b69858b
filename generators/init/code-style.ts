import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { has } from '../../src/config/project.js'
import type { Manifest } from './manifest.js'

/** How the files that are written have to look to fit in. */
export interface CodeStyle {
  readonly typescript: boolean
  /** Whether they `require` and do not `import`. */
  readonly commonjs: boolean
  readonly extension: 'ts' | 'mts' | 'js' | 'mjs'
  /** What ends the name of an imported TypeScript file of the project. */
  readonly ending: '.js' | '.ts' | ''
}

/** Whether the project is written in TypeScript: it has some, or it has nothing yet and is set up for it. */
export function isTypeScript(cwd: string, { packages }: Manifest, files: readonly string[]): boolean {
  if (files.some((file) => /\.[cm]?ts$/.test(file))) return true
  if (files.length > 0) return false
  const tools = ['typescript', 'tsx', '@swc-node/register']
  return existsSync(join(cwd, 'tsconfig.json')) || tools.some((name) => packages.has(name) || has(cwd, name))
}

/** The style of a TypeScript project; with `stripped`, Node itself loads it and wants to be told everything. */
export function typescriptStyle(cwd: string, { esm }: Manifest, stripped: boolean): CodeStyle {
  const ending = stripped || namesTypeScriptFiles(cwd) ? '.ts' : esm ? '.js' : ''
  // Node warns about ES modules in a package that does not say it has them, unless the file does.
  return { typescript: true, commonjs: false, extension: stripped && !esm ? 'mts' : 'ts', ending }
}

/** The style of a JavaScript project: that of package.json, unless all its files say otherwise. */
export function javascriptStyle({ esm }: Manifest, files: readonly string[]): CodeStyle {
  const onlyModules = files.length > 0 && files.every((file) => file.endsWith('.mjs'))
  return {
    typescript: false,
    commonjs: !esm && !onlyModules,
    extension: !esm && onlyModules ? 'mjs' : 'js',
    ending: '.js',
  }
}

/** Whether its imports name `.ts` files, as Node's type stripping wants it. */
export function namesTypeScriptFiles(cwd: string): boolean {
  const config = join(cwd, 'tsconfig.json')
  if (!existsSync(config)) return false
  return /"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(
    readFileSync(config, 'utf8'),
  )
}

/** How a file of the project is named in an import from another; `from` and `file` are relative to the project. */
export function specifier(style: CodeStyle, path: string): string {
  const plain = path.startsWith('.') ? path : `./${path}`
  if (/\.[cm]js$/.test(plain)) return plain
  if (plain.endsWith('.mts')) return style.ending === '.ts' ? plain : plain.replace(/\.mts$/, '.mjs')
  if (plain.endsWith('.cts')) return style.ending === '.ts' ? plain : plain.replace(/\.cts$/, '.cjs')
  if (plain.endsWith('.ts')) return plain.replace(/\.ts$/, style.ending)
  return style.commonjs || (style.typescript && style.ending === '') ? plain.replace(/\.js$/, '') : plain
}
