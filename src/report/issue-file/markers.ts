import type { Nodes } from 'mdast'
import type { IssueDocument } from './document.js'

/** The lines between which a report stands in an issue file. */
export const beginMarker = '<!-- qa-integ:begin -->'
/** Ends our section. */
export const endMarker = '<!-- qa-integ:end -->'

/** What is between our markers is ours to replace; `from` and `to` are indices of the blocks that hold them. */
export type Markers =
  | { readonly kind: 'none' }
  | { readonly kind: 'pair'; readonly from: number; readonly to: number }
  | { readonly kind: 'damaged'; readonly lines: readonly number[] }

/** Finds our markers; one alone, a third one, one in a list or a quotation or with other text beside it means that somebody moved them. */
export function findMarkers({ blocks }: IssueDocument): Markers {
  const lines = blocks.flatMap(({ node }) => markerLines(node))
  if (lines.length === 0) return { kind: 'none' }
  const indexOf = (marker: string): number =>
    blocks.findIndex(({ node }) => node.type === 'html' && node.value.trim() === marker)
  const [from, to] = [indexOf(beginMarker), indexOf(endMarker)]
  return lines.length === 2 && from >= 0 && to > from ? { kind: 'pair', from, to } : { kind: 'damaged', lines }
}

function markerLines(node: Nodes): number[] {
  if (node.type === 'html') return /qa-integ:(begin|end)/.test(node.value) ? [node.position?.start.line ?? 0] : []
  return 'children' in node ? node.children.flatMap(markerLines) : []
}
