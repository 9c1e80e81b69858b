import type { Loader } from '../../src/config/config.js'
import { emitsDecoratorMetadata, has, loaderOptions } from '../../src/config/project.js'
import { namesTypeScriptFiles } from './code-style.js'
import type { Manifest } from './manifest.js'

/** What will load the project's TypeScript. */
export interface LoaderChoice {
  readonly loader: Loader
  /** For mocha's `node-option`. */
  readonly nodeOptions: readonly string[]
  /** The packages that it is made of. */
  readonly packages: readonly string[]
  readonly why?: string
}

/** Chooses by what the project needs, then by what it has; nothing has to be installed yet. */
export function chooseLoader(cwd: string, manifest: Manifest, files: readonly string[]): LoaderChoice {
  if (emitsDecoratorMetadata(cwd))
    return swc(manifest, 'tsconfig.json has "emitDecoratorMetadata", which tsx and Node drop')
  if (has(cwd, 'tsx')) return TSX
  if (has(cwd, '@swc-node/register')) return swc(manifest)
  const strips = (process.features as { typescript?: string | false }).typescript
  // Node takes no import of a .js file that is a .ts file, so there must be no such imports, or none yet.
  if (strips && (namesTypeScriptFiles(cwd) || files.length === 0))
    return { loader: 'node', nodeOptions: [], packages: [], why: 'Node strips the types itself' }
  return TSX
}

const TSX: LoaderChoice = Object.freeze({ loader: 'tsx', nodeOptions: rcOptions('tsx', true), packages: ['tsx'] })

function rcOptions(loader: Loader, esm: boolean): string[] {
  return loaderOptions(loader, esm).map((option) => option.replace(/^--/, ''))
}

function swc({ esm }: Manifest, why?: string): LoaderChoice {
  return {
    loader: 'swc',
    nodeOptions: rcOptions('swc', esm),
    packages: ['@swc-node/register', '@swc/core'],
    ...(why === undefined ? {} : { why }),
  }
}
