import type { Heading, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter'
import { toString as textIn } from 'mdast-util-to-string'
import { frontmatter } from 'micromark-extension-frontmatter'

/** A block of the document that stands in no other; `start` and `end` are offsets of its bytes, `line` counts from 1. */
export interface Block {
  readonly node: RootContent
  readonly start: number
  readonly end: number
  readonly line: number
  readonly lastLine: number
}

/** An issue file, read without changing a byte. */
export interface IssueDocument {
  readonly bytes: Buffer
  /** One character per byte: all structure of Markdown is ASCII, so that offsets in it are offsets of bytes. A byte order mark is kept. */
  readonly source: string
  readonly blocks: readonly Block[]
  readonly eol: string
}

const extensions = [frontmatter(['yaml', 'toml'])]
const mdastExtensions = [frontmatterFromMarkdown(['yaml', 'toml'])]

/**
 * Reads bytes as Latin-1, because decoding and encoding UTF-8 already changes a file with one invalid byte.
 */
export function readDocument(bytes: Buffer): IssueDocument {
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  const source = bytes.toString('latin1')
  const tree = fromMarkdown(source.slice(mark), { extensions, mdastExtensions })
  const blocks = tree.children.map((node): Block => {
    const { start, end } = node.position as NonNullable<RootContent['position']>
    return {
      node,
      start: (start.offset as number) + mark,
      end: (end.offset as number) + mark,
      line: start.line,
      lastLine: end.line,
    }
  })
  return { bytes, source, blocks, eol: lineEnd(source) }
}

/** The line end that the file uses most. */
function lineEnd(source: string): string {
  const count = (pattern: RegExp): number => source.match(pattern)?.length ?? 0
  const [crlf, lf, cr] = [count(/\r\n/g), count(/(?<!\r)\n/g), count(/\r(?!\n)/g)]
  if (crlf > lf && crlf >= cr) return '\r\n'
  return cr > lf ? '\r' : '\n'
}

/** What a node says, read as UTF-8. */
export const textOf = (node: RootContent): string => Buffer.from(textIn(node), 'latin1').toString('utf8')

/** Whether a block is a heading. */
export const isHeading = (block: Block): block is Block & { readonly node: Heading } => block.node.type === 'heading'

/** The line, from 1, that holds an offset. */
export const lineAt = ({ source }: IssueDocument, offset: number): number =>
  source.slice(0, offset).split(/\r\n|\n|\r/).length
