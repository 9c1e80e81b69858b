import { existsSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import type { Sources } from './own-sources.js'

/** The file of the project that a relative import means, with the endings that loaders try. */
export function resolveOwn({ cwd }: Sources, from: string, module: string): string | undefined {
  const path = posix.join(dirname(from), module)
  const typescript = path.replace(/\.(c|m)?js$/, '.$1ts')
  const tried = ['', '.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '.json', '/index.ts', '/index.js', '/index.mjs']
  return [typescript, ...tried.map((ending) => path + ending)].find((file) => {
    const absolute = join(cwd, file)
    return existsSync(absolute) && statSync(absolute).isFile()
  })
}
