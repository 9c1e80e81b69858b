import type { Heading } from 'mdast'
import type { Block, IssueDocument } from './document.js'
import { isHeading } from './document.js'
import { findMarkers } from './markers.js'
import { ownName } from './section-names.js'

/** Our section: `heading` and `after` are indices of blocks, `after` that of the first block behind it. */
export interface OwnSection {
  readonly heading: number
  readonly after: number
  readonly depth: Heading['depth']
  /** The blocks that hold our markers. */
  readonly markers: { readonly from: number; readonly to: number } | null
}

/** Why an issue file was left as it was. */
export interface Refusal {
  readonly ok: false
  /** What stands in the way, as a clause for a sentence. */
  readonly reason: string
  /** The lines of the issue file that it is about. */
  readonly lines: readonly number[]
}

/** Makes a refusal; `lines` count from 1. */
export const refused = (reason: string, lines: readonly number[] = []): Refusal => ({ ok: false, reason, lines })

/** Finds our section, or says why nobody could tell which it is; null when there is none. */
export function findOwnSection(document: IssueDocument): OwnSection | null | Refusal {
  const { blocks } = document
  const markers = findMarkers(document)
  if (markers.kind === 'damaged')
    return refused(
      `the markers of the report are not a pair on lines of their own (${told(markers.lines)})`,
      markers.lines,
    )
  const named = blocks.filter((block) => ownName(block) !== null)
  const whole = named.filter((block) => ownName(block) === 'whole')
  const candidates = (whole.length > 0 ? whole : named).filter((block) => !isBetween(blocks.indexOf(block), markers))
  const lines = candidates.map((block) => block.line)
  if (candidates.length > 1) return refused(`several headings could be that of the results (${told(lines)})`, lines)
  const pair = markers.kind === 'pair' ? { from: markers.from, to: markers.to } : null
  const [own] = candidates
  if (own === undefined || !isHeading(own)) return pair ? orphaned(blocks, pair) : null
  const heading = blocks.indexOf(own)
  const after = sectionEnd(blocks, heading, own.node.depth)
  if (pair && (pair.from < heading || pair.to >= after)) return orphaned(blocks, pair)
  return { heading, after, depth: own.node.depth, markers: pair }
}

const isBetween = (index: number, markers: ReturnType<typeof findMarkers>): boolean =>
  markers.kind === 'pair' && index > markers.from && index < markers.to

function sectionEnd(blocks: readonly Block[], heading: number, depth: number): number {
  const next = blocks.findIndex((block, index) => index > heading && isHeading(block) && block.node.depth <= depth)
  return next < 0 ? blocks.length : next
}

function orphaned(blocks: readonly Block[], { from, to }: { from: number; to: number }): Refusal {
  const lines = [blocks[from], blocks[to]].flatMap((block) => block?.line ?? [])
  return refused(`the markers of the report do not stand in the section of the results (${told(lines)})`, lines)
}

const told = (lines: readonly number[]): string => `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`
