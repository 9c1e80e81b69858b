import { dirname, isAbsolute, relative } from 'node:path'
import type { ProjectStyle } from '../project/project-files.js'

/** How a file of the project is named in an import of a suite; packages keep their names. */
export function moduleName(from: string, suite: string, { ending }: ProjectStyle): string {
  if (!isAbsolute(from)) return from
  const path = relative(dirname(suite), from).replaceAll('\\', '/')
  const near = path.startsWith('.') ? path : `./${path}`
  const found = /\.([cm]?)[jt]s$/.exec(near)
  if (found === null) return near
  const bare = near.slice(0, found.index)
  if (ending === '.ts') return near.replace(/js$/, 'ts')
  return found[1] === '' ? `${bare}${ending}` : `${bare}.${found[1]}js`
}

/** Whether two names mean the same module, however its ending is written. */
export function sameModule(one: string, other: string): boolean {
  const bare = (name: string) =>
    name.startsWith('.') ? name.replace(/\.[cm]?[jt]s$/, '').replace(/\/index$/, '') : name
  return bare(one) === bare(other)
}
