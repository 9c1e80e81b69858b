import type { Nodes, Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { frontmatter } from 'micromark-extension-frontmatter'
import { gfm } from 'micromark-extension-gfm'
import { cleanText } from './clean-text.js'
import type { PlanSource } from './model.js'

/** GitHub's Markdown with front matter, as a tree with places. */
export function parseMarkdown(text: string): Root {
  return fromMarkdown(text, {
    extensions: [gfm(), frontmatter(['yaml', 'toml'])],
    mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown(['yaml', 'toml'])],
  })
}

function raw(node: Nodes): string {
  if (node.type === 'html') return node.value.replace(/<!--[\s\S]*?(?:-->|$)|<[^>]*>/g, ' ')
  if (node.type === 'break') return ' '
  if ('value' in node) return node.value
  if ('children' in node) return node.children.map(raw).join(isBlockParent(node) ? ' ' : '')
  return 'alt' in node && typeof node.alt === 'string' ? node.alt : ''
}

function isBlockParent(node: Nodes): boolean {
  return ['root', 'blockquote', 'list', 'listItem', 'table', 'tableRow', 'footnoteDefinition'].includes(node.type)
}

/** What a reader sees, damaged arrows and control characters still in it. */
export function rawText(node: Nodes): string {
  return raw(node)
}

/** What a reader sees, on one clean line. */
export function plainText(node: Nodes): string {
  return cleanText(raw(node))
}

/** A node's place, and its words as they stand in the file. */
export function sourceOf(node: Nodes, text: string): PlanSource {
  const start = node.position?.start
  const end = node.position?.end
  return {
    line: start?.line ?? 1,
    column: start?.column ?? 1,
    text: cleanText(text.slice(start?.offset ?? 0, end?.offset ?? 0)),
  }
}
