import type { Heading } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toString as textIn } from 'mdast-util-to-string'
import { plain } from '../plain-text.js'
import { beginMarker, endMarker } from './markers.js'

/** The report between our markers, with its headings below a section of this depth. */
export function ownBlock(markdown: string, depth: number, eol: string): string {
  const body = shifted(plain(markdown).trim(), depth)
  return [beginMarker, '', ...body.split('\n'), '', endMarker].join(eol)
}

/**
 * Puts the outermost headings of a text right below a section; one that would be deeper than Markdown knows becomes bold. A heading that is not
 * deeper than the section would end it.
 */
function shifted(body: string, depth: number): string {
  const headings = fromMarkdown(body).children.filter((node) => node.type === 'heading')
  const outermost = Math.min(...headings.map((heading) => heading.depth))
  return headings.reduceRight((text, heading) => {
    const start = heading.position?.start.offset as number
    const end = heading.position?.end.offset as number
    return (
      text.slice(0, start) +
      atDepth(heading, text.slice(start, end), heading.depth - outermost + depth + 1) +
      text.slice(end)
    )
  }, body)
}

function atDepth(heading: Heading, raw: string, depth: number): string {
  if (depth > 6) return `**${textIn(heading).replace(/[\\*_`[\]<]/g, '\\$&')}**`
  const sign = '#'.repeat(depth)
  if (/^#{1,6}(?=\s|$)/.test(raw)) return raw.replace(/^#+/, sign)
  const text = raw
    .split('\n')
    .slice(0, -1)
    .map((line) => line.trim())
  return `${sign} ${text.join(' ')}`
}
