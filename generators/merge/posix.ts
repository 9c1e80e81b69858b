import { relative } from 'node:path'

/** A path as it is written in what is committed: from the project, with `/`. */
export function posix(cwd: string, path: string): string {
  return relative(cwd, path).replaceAll('\\', '/')
}
