import type { Block, IssueDocument } from './document.js'

/** A replacement of bytes. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What a finished section says of itself. */
export interface Completion {
  /** The value of "Status". */
  readonly status?: string
  /** The value of "Completed", written only where a placeholder stands. */
  readonly completed?: string
}

/** Whether a block is the quotation below a heading that tells the state of its section. */
export function isStatusQuote({ source }: IssueDocument, block: Block | undefined): block is Block {
  return block?.node.type === 'blockquote' && field('Status').test(source.slice(block.start, block.end))
}

/** The edits that turn a section's state to finished. */
export function completeStatus(document: IssueDocument, quote: Block, { status, completed }: Completion): Edit[] {
  return [
    ...(status === undefined ? [] : fieldEdit(document, quote, 'Status', status, () => true)),
    ...(completed === undefined ? [] : fieldEdit(document, quote, 'Completed', completed, isPlaceholder)),
  ]
}

/** `> **Status**: value`, with the hard break at its end apart from the value. */
const field = (name: string): RegExp =>
  new RegExp(
    `^([ \\t]{0,3}>[ \\t]*(?:\\*\\*${name}\\*\\*[ \\t]*:|\\*\\*${name}[ \\t]*:\\*\\*)[ \\t]*)([^\\r\\n]*?)([ \\t]*\\\\?)$`,
    'm',
  )

function fieldEdit(
  { source }: IssueDocument,
  quote: Block,
  name: string,
  value: string,
  may: (old: string) => boolean,
): Edit[] {
  const match = field(name).exec(source.slice(quote.start, quote.end))
  const [, opening = '', old = ''] = match ?? []
  if (match === null || !may(old) || Buffer.from(old, 'latin1').toString('utf8') === value) return []
  const start = quote.start + match.index + opening.length
  return [
    { start, end: start + old.length, text: opening.endsWith(':') || opening.endsWith('*') ? ` ${value}` : value },
  ]
}

const isPlaceholder = (text: string): boolean => /^(\[.*\]|[-_.…]*|tbd|pending|n\/a|to be .*)$/i.test(text.trim())
