import type { BlockContent, DefinitionContent, Heading, RootContent } from 'mdast'
import { readAside } from './aside.js'
import { addSentence, isWhole } from './draft.js'
import { isExactBlock } from './exact-block.js'
import { isGherkin, readFence, readGherkin } from './fence.js'
import { type HeadingFacts, readHeading } from './heading.js'
import { readList, tellsMore } from './list.js'
import { plainText, rawText } from './markdown.js'
import type { PlanSource } from './model.js'
import { findPlaceholder } from './placeholder.js'
import { type Place, type Reading, say, sourceIn } from './reading.js'
import { readId, readSentence } from './sentence.js'
import { isGateTable, readGateTable, readTable } from './table.js'

type Block = RootContent | BlockContent | DefinitionContent

/** Only what names a request and its status is taken for a test where nothing says that tests stand here. */
function accepting(place: Place): (text: string) => boolean {
  return place.testing ? () => true : isWhole
}

function isAside(place: Place): boolean {
  return !(place.role === undefined || place.role === 'suite' || place.role === 'tests' || place.role === 'case')
}

/** Where the reader stands below a heading. */
function below(place: Place, facts: HeadingFacts, text: string): Place {
  const { operations, statuses } = readSentence(text)
  const operation = operations.length === 1 ? operations[0] : undefined
  const inherits = facts.role === undefined
  const testing = inherits
    ? place.testing || operation !== undefined
    : facts.role === 'suite' || facts.role === 'tests' || facts.role === 'case'
  const { role, point, category, subject, ...kept } = place
  const next = {
    role: inherits ? role : facts.role,
    category: facts.role === 'suite' ? facts.category : (category ?? facts.category),
    point: facts.role === 'suite' ? facts.point : point,
    subject: facts.subject ?? subject,
    operation: operation ?? place.operation,
  }
  return {
    ...kept,
    testing,
    heading: text,
    statuses: statuses.length > 0 ? statuses : place.statuses,
    ...(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as Partial<Place>),
  }
}

/** What stands under a heading, up to the next one of its rank. */
function under(blocks: readonly Block[], index: number): readonly Block[] {
  const depth = (blocks[index] as Heading).depth
  const end = blocks.findIndex((block, at) => at > index && block.type === 'heading' && block.depth <= depth)
  return blocks.slice(index + 1, end < 0 ? undefined : end)
}

function linesOf(block: Block): string[] {
  if (block.type === 'list') return block.children.flatMap((item) => item.children.flatMap((child) => linesOf(child)))
  if (block.type === 'blockquote') return block.children.flatMap((child) => linesOf(child as Block))
  return block.type === 'paragraph' ? rawText(block).split('\n') : [plainText(block)]
}

/** What a heading with a case id or number tells as one scenario, in steps and notes; nothing when it holds several. */
function caseUnder(facts: HeadingFacts, text: string, blocks: readonly Block[], index: number): readonly Block[] {
  if (facts.role !== 'case' && readId(text).id === undefined) return []
  const all = under(blocks, index)
  const end = all.findIndex(({ type }) => type !== 'paragraph' && type !== 'list' && type !== 'code')
  const content = end < 0 ? all : all.slice(0, end)
  const steps = content.every(
    (block) => block.type !== 'list' || block.ordered === true || linesOf(block).every((line) => tellsMore(line)),
  )
  const plain = content.every((block) => block.type !== 'code' || !(isExactBlock(block) || isGherkin(block)))
  const { operations } = readSentence([text, ...content.flatMap(linesOf)].join('\n'))
  return plain && steps && operations.length <= 1 ? content : []
}

function readCode(
  reading: Reading,
  block: Block & { type: 'code' },
  place: Place,
  title: PlanSource | undefined,
): void {
  const source = sourceIn(reading, block)
  if (isGherkin(block)) {
    for (const { title: own, steps, line } of readGherkin(block)) {
      const words = own || (title?.text ?? steps[0] ?? '')
      addSentence(reading, words, { line: source.line + 1 + line, column: source.column, text: words }, place, {
        details: steps,
      })
    }
    return
  }
  const fence = place.testing ? readFence(block) : undefined
  if (fence?.operation === undefined) return
  const { method, path } = fence.operation
  const words = title?.text ?? `${method} ${path}`
  addSentence(reading, words, { ...source, text: words }, place, { fence })
}

/** Reads the blocks of a planning section in order, each at the place that the headings above it give it. */
export function readOutline(reading: Reading, blocks: readonly Block[], start: Place): void {
  const open: { readonly depth: number; readonly place: Place }[] = []
  let place = start
  let title: PlanSource | undefined
  for (let index = 0; index < blocks.length; index++) {
    const block = blocks[index]!
    switch (block.type) {
      case 'heading': {
        while ((open.at(-1)?.depth ?? 0) >= block.depth) open.pop()
        const raw = rawText(block)
        const text = plainText(block)
        const facts = readHeading(raw)
        const source = sourceIn(reading, block)
        place = below(open.at(-1)?.place ?? start, facts, text)
        title = { ...source, text }
        const placeholder = findPlaceholder(text.replace(/->/g, ' '))
        if (placeholder !== undefined) {
          say(reading, 'warning', 'placeholder', source, `"${placeholder}" is still to be filled in`)
        }
        if (facts.role === 'suite' && facts.category !== undefined) {
          const point = facts.point === undefined ? {} : { point: facts.point }
          reading.suites.push({ title: text, category: facts.category, ...point, source: { ...source, text } })
        }
        const content = isAside(place) ? [] : caseUnder(facts, text, blocks, index)
        if (content.length > 0) {
          const fence = content.flatMap((child) => (child.type === 'code' ? [readFence(child)] : [])).find(Boolean)
          const details = content.flatMap(linesOf)
          addSentence(reading, text, title, place, fence === undefined ? { details } : { details, fence })
          index += content.length
        } else open.push({ depth: block.depth, place })
        break
      }
      case 'list':
        if (isAside(place)) readAside(reading, block, place)
        else readList(reading, block, place, accepting(place))
        break
      case 'table':
        if (isGateTable(block)) readGateTable(reading, block, place)
        else if (!isAside(place)) readTable(reading, block, place)
        break
      case 'code':
        if (!isExactBlock(block)) readCode(reading, block, place, title)
        break
      case 'paragraph': {
        const text = plainText(block)
        if (!isAside(place) && (isWhole(text) || (place.testing && /^given\b.*\bthen\b/i.test(text)))) {
          addSentence(reading, text, sourceIn(reading, block), place)
        }
        break
      }
      case 'blockquote':
      case 'footnoteDefinition':
        readOutline(reading, block.children as readonly Block[], place)
        break
      default:
        break
    }
  }
}
