import { readFileSync, writeFileSync } from 'node:fs'
import writeFileAtomic from 'write-file-atomic'

/** Thrown when a file changed between the reading and the renaming. */
class ChangedMeanwhile extends Error {}

/** How often an edit is made again for somebody who saves at the same time. */
const tries = 5

/** What came of it; `busy` when others saved the file at every try. */
export type Rewritten<T> =
  | { readonly kind: 'written' | 'unchanged' | 'refused'; readonly edit: T }
  | { readonly kind: 'busy' }

/**
 * Replaces a file by what `edit` makes of its bytes, in one step. Editors do not take our lock: the bytes are compared once more just before the
 * renaming, and the edit is made again if they changed.
 */
export function rewriteFile<T extends { readonly ok: boolean; readonly bytes?: Buffer }>(
  path: string,
  edit: (bytes: Buffer) => T,
): Rewritten<T> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const old = readFileSync(path)
    const made = edit(old)
    if (!made.ok || made.bytes === undefined) return { kind: 'refused', edit: made }
    if (made.bytes.equals(old)) return { kind: 'unchanged', edit: made }
    try {
      replace(path, old, made.bytes)
      return { kind: 'written', edit: made }
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error
    }
  }
  return { kind: 'busy' }
}

function replace(path: string, old: Buffer, bytes: Buffer): void {
  writeFileAtomic.sync(path, bytes, {
    tmpfileCreated: (temporary) => {
      // A full disk cuts a single write short without an error; this one loops, and throws before the file is replaced.
      writeFileSync(temporary, bytes)
      if (!readFileSync(path).equals(old)) throw new ChangedMeanwhile()
    },
  })
}
