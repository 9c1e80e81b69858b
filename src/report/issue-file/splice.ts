import type { Block, IssueDocument } from './document.js'
import { lineAt, readDocument, textOf } from './document.js'
import { ownBlock } from './own-block.js'
import type { OwnSection, Refusal } from './own-section.js'
import { findOwnSection, refused } from './own-section.js'
import { provedEdit } from './proof.js'
import { laterSection, ownTitle, sectionDepth } from './section-names.js'
import type { Completion, Edit } from './status-quote.js'
import { completeStatus, isStatusQuote } from './status-quote.js'

/** An issue file with the report in our section; `lines` are the first and the last line of that section's heading and report. */
export interface Spliced {
  readonly ok: true
  readonly bytes: Buffer
  readonly lines: readonly [from: number, to: number]
}

/**
 * Puts a report into our section of an issue file; every byte outside that section stays. What can't be proved by reading the result again is
 * refused with the reason and the lines.
 */
export function spliceReport(bytes: Buffer, markdown: string, completion: Completion = {}): Spliced | Refusal {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return refused('the file is UTF-16: save it as UTF-8', [1])
  const before = readDocument(bytes)
  const own = findOwnSection(before)
  if (own !== null && 'ok' in own) return own
  const edits = own ? replacing(before, own, markdown, completion) : [inserting(before, markdown)]
  const ordered = edits.toSorted((a, b) => a.start - b.start)
  const after = readDocument(applied(bytes, ordered))
  const proof = provedEdit(before, after, own, ordered)
  if (!proof.ok) return proof
  return { ok: true, bytes: after.bytes, lines: [proof.heading.line, proof.end.lastLine] }
}

function applied(bytes: Buffer, edits: readonly Edit[]): Buffer {
  const parts: Buffer[] = []
  let from = 0
  for (const { start, end, text } of edits) {
    parts.push(bytes.subarray(from, start), Buffer.from(text, 'utf8'))
    from = end
  }
  return Buffer.concat([...parts, bytes.subarray(from)])
}

function replacing(document: IssueDocument, own: OwnSection, markdown: string, completion: Completion): Edit[] {
  const { blocks, eol } = document
  const quote = isStatusQuote(document, blocks[own.heading + 1]) ? blocks[own.heading + 1] : undefined
  const report = ownBlock(markdown, own.depth, eol)
  const status = quote ? completeStatus(document, quote, completion) : []
  const from = own.markers ? blocks[own.markers.from] : undefined
  const to = own.markers ? blocks[own.markers.to] : undefined
  if (from && to) return [...status, { start: from.start, end: to.end, text: report }]
  const placeholder = findPlaceholder(document, own, quote !== undefined)
  if (placeholder) return [...status, { start: placeholder.start, end: placeholder.end, text: report }]
  const above = (quote ?? blocks[own.heading]) as Block
  return [...status, below(document, above.end, report)]
}

/** After a block, with an empty line on both sides. */
function below({ source, eol }: IssueDocument, at: number, report: string): Edit {
  const blanks = /^[ \t]*/.exec(source.slice(at))?.[0].length ?? 0
  const rest = source.slice(at + blanks)
  const gap = rest === '' || /^(\r\n|\n|\r)[ \t]*(\r\n|\n|\r|$)/.test(rest) ? '' : eol
  return { start: at + blanks, end: at + blanks, text: `${eol}${eol}${report}${gap}` }
}

/** "[To be filled by … agent]", where the report belongs; a word without brackets only where it stands alone. */
function findPlaceholder({ blocks }: IssueDocument, own: OwnSection, quoted: boolean): Block | undefined {
  const inside = blocks.slice(own.heading + (quoted ? 2 : 1), own.after)
  const [first] = inside
  if (first?.node.type !== 'paragraph') return undefined
  const text = textOf(first.node).trim()
  const alone = inside.slice(1).every(({ node }) => node.type === 'thematicBreak')
  const bracketed = /^\[\s*(to be (filled|completed|added|done|documented)|tbd|pending)\b[^\]]*\]$/i.test(text)
  const bare = /^(to be (filled|completed|added|done|documented)( in)?( by [\w@ -]{1,40})?|tbd|pending)[.…]*$/i.test(
    text,
  )
  return bracketed || (alone && bare) ? first : undefined
}

function inserting(document: IssueDocument, markdown: string): Edit {
  const { blocks, bytes, eol, source } = document
  const later = laterSection(blocks)
  const depth = later?.node.type === 'heading' ? later.node.depth : sectionDepth(blocks)
  const section = `${'#'.repeat(depth)} ${ownTitle}${eol}${eol}${ownBlock(markdown, depth, eol)}${eol}`
  if (later) {
    const start = lineStart(source, later.start)
    return { start, end: start, text: `${section}${eol}` }
  }
  const empty = lineAt(document, bytes.length) === 1 && source.replace(/^\u00ef\u00bb\u00bf/, '').trim() === ''
  const gap = empty || /(\r\n|\n|\r)[ \t]*(\r\n|\n|\r)$/.test(source) ? '' : /(\n|\r)$/.test(source) ? eol : eol + eol
  return { start: bytes.length, end: bytes.length, text: gap + section }
}

const lineStart = (source: string, offset: number): number =>
  Math.max(source.lastIndexOf('\n', offset - 1), source.lastIndexOf('\r', offset - 1)) + 1
