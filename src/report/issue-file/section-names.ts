import type { Block } from './document.js'
import { isHeading, textOf } from './document.js'

/** The heading that stands over our section when we write it. */
export const ownTitle = 'Integration Testing Results (by qa-integ agent)'

/** Our section comes before the first of these that the file has. */
const laterSections: readonly RegExp[] = Object.freeze([
  /^(end-to-end|e2e) test(ing)? results\b/,
  /^final quality assessment\b/,
  /^project summary\b/,
  /^append(ix|ices)\b/,
])

/** Whether a heading is ours, and by its whole name or only by the short one, which the whole one takes precedence over. */
export function ownName(block: Block): 'whole' | 'short' | null {
  if (!isHeading(block)) return null
  const name = nameOf(block)
  if (/^integration testing results \(by qa-integ agent\)/.test(name)) return 'whole'
  return name === 'integration testing results' ? 'short' : null
}

/** The section before which ours belongs. */
export function laterSection(blocks: readonly Block[]): Block | undefined {
  const headings = blocks.filter(isHeading)
  for (const pattern of laterSections) {
    const found = headings.find((heading) => pattern.test(nameOf(heading)))
    if (found) return found
  }
  return undefined
}

/** How deep the sections of the agents stand in this file. */
export function sectionDepth(blocks: readonly Block[]): number {
  const sections = blocks.filter(isHeading).filter((heading) => /\(by [^()]+ agent\)/.test(nameOf(heading)))
  return sections.at(-1)?.node.depth ?? 2
}

/** A heading without numbering, emphasis, pictures and capitals. */
const nameOf = (heading: Block): string =>
  textOf(heading.node)
    .toLowerCase()
    .replace(/[*_`~]/g, '')
    .replace(/[^\p{L}\p{N}() -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\d\s)-]+/, '')
    .trim()
