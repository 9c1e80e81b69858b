import { isDeepStrictEqual } from 'node:util'
import type { Block, IssueDocument } from './document.js'
import { lineAt } from './document.js'
import type { OwnSection, Refusal } from './own-section.js'
import { findOwnSection, refused } from './own-section.js'
import type { Edit } from './status-quote.js'
import { isStatusQuote } from './status-quote.js'

/** Where the report stands in the file that was read again. */
export interface Proof {
  readonly ok: true
  readonly heading: Block
  readonly end: Block
}

/**
 * Proves an edit by its outcome: there is exactly one section of ours with one pair of markers in it, and every block outside reads as it did,
 * links and all.
 */
export function provedEdit(
  before: IssueDocument,
  after: IssueDocument,
  own: OwnSection | null,
  edits: readonly Edit[],
): Proof | Refusal {
  const at = lineAt(before, edits[0]?.start ?? 0)
  const found = findOwnSection(after)
  if (found === null || 'ok' in found || found.markers === null) return swallowed(before, edits) ?? unproved(at)
  const kept = after.blocks.filter(
    (_, index) =>
      !(found.markers && index >= found.markers.from && index <= found.markers.to) &&
      !(own === null && index === found.heading),
  )
  const quote = own === null ? undefined : before.blocks[own.heading + 1]
  const isQuote = (block: Block): boolean => block === quote && isStatusQuote(before, block)
  const untouched = before.blocks.filter(
    (block) => isQuote(block) || !edits.some((edit) => edit.start < block.end && edit.end > block.start),
  )
  const same = (old: Block, now: Block | undefined): boolean =>
    isQuote(old) ? isStatusQuote(after, now) : isDeepStrictEqual(withoutPlaces(old.node), withoutPlaces(now?.node))
  if (kept.length !== untouched.length || !untouched.every((block, index) => same(block, kept[index])))
    return swallowed(before, edits) ?? unproved(at)
  return { ok: true, heading: after.blocks[found.heading] as Block, end: after.blocks[found.markers.to] as Block }
}

const unproved = (line: number): Refusal =>
  refused(`the rest of the file would read differently after a report in line ${line}`, [line])

/** The usual culprit: a fence or a comment above that never ends. */
function swallowed({ blocks, bytes, source }: IssueDocument, edits: readonly Edit[]): Refusal | null {
  const last = blocks.at(-1)
  if (last === undefined || edits.every((edit) => edit.start < bytes.length)) return null
  if (last.node.type !== 'code' && last.node.type !== 'html') return null
  if (source.slice(last.end).trim() !== '') return null
  const what = last.node.type === 'code' ? 'code fence' : 'HTML block or comment'
  return refused(`the ${what} that opens in line ${last.line} never ends`, [last.line])
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (key === 'position' ? [] : [[key, withoutPlaces(part)]])),
  )
}
