import { loadedBy } from './imported.js'
import type { Sources } from './own-sources.js'
import { resolveOwn } from './resolve-own.js'

/** Whether loading one file of the project loads another. */
export function reaches(sources: Sources, from: string, to: string): boolean {
  const seen = new Set([from])
  for (const file of seen) {
    if (file === to) return true
    if (seen.size > 1_000 || file.endsWith('.json')) continue
    for (const module of loadedBy(sources.tree(file))) {
      const own = module.startsWith('.') ? resolveOwn(sources, file, module) : undefined
      if (own !== undefined) seen.add(own)
    }
  }
  return false
}
