import type { Heading, Root, RootContent } from 'mdast'
import { plainText } from './markdown.js'

/** A heading with what stands under it, up to the next heading of its rank. */
interface Section {
  readonly heading: Heading
  readonly name: string
  readonly content: readonly RootContent[]
}

/** What is read as the plan. */
export interface PlanningPart {
  /** Its heading; none when the whole document is read. */
  readonly heading?: Heading
  /** Whether the heading has one of the two agreed names. */
  readonly agreed: boolean
  readonly content: readonly RootContent[]
}

const agreed = /^(?:qa planning phase|quality assurance phase)\b/
const alike = /\bintegration test(?:ing|s)? (?:plan|strategy)\b/
const results = /^(?:integration testing results|end to end testing results|final quality assessment)\b/
const foreign =
  /^(?:research phase|requirements analysis phase|architecture design phase|task breakdown phase|tdd implementation progress|project summary|appendi(?:x|ces))\b/

/** A section's name without numbering, emphasis, emoji and agent's name. */
function normalName(text: string): string {
  return text
    .toLowerCase()
    .replace(/\(by .*\)?$/, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/^[\s\d]+/, '')
    .trim()
}

function sectionsOf(root: Root): Section[] {
  const ends = new Map<Heading, number>()
  const open: Heading[] = []
  const close = (depth: number, end: number) => {
    while ((open.at(-1)?.depth ?? 0) >= depth) ends.set(open.pop()!, end)
  }
  for (const [index, node] of root.children.entries()) {
    if (node.type !== 'heading') continue
    close(node.depth, index)
    open.push(node)
  }
  close(1, root.children.length)
  return root.children.flatMap((node, index) =>
    node.type === 'heading'
      ? [{ heading: node, name: normalName(plainText(node)), content: root.children.slice(index + 1, ends.get(node)) }]
      : [],
  )
}

/**
 * The planning sections, or the whole document when no heading has their name; results are never read as a plan, nor, in a whole document,
 * are the sections of other parties.
 */
export function planningParts(root: Root): readonly PlanningPart[] {
  const sections = sectionsOf(root)
  const without = (pattern: RegExp) => {
    const dropped = new Set<RootContent>()
    for (const { heading, name, content } of sections) {
      if (!pattern.test(name)) continue
      dropped.add(heading)
      for (const node of content) dropped.add(node)
    }
    return (node: RootContent) => !dropped.has(node)
  }
  const taken = new Set<RootContent>()
  const parts = sections.flatMap(({ heading, name, content }) => {
    if (taken.has(heading) || !(agreed.test(name) || alike.test(name))) return []
    for (const node of content) taken.add(node)
    return [{ heading, agreed: agreed.test(name), content: content.filter(without(results)) }]
  })
  if (parts.length > 0) return parts
  const kept = root.children.filter(without(results)).filter(without(foreign))
  return [{ agreed: false, content: kept }]
}
