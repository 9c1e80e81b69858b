import type { List, ListItem, Nodes } from 'mdast'
import { cleanText } from './clean-text.js'
import { type Attached, addSentence, isWhole } from './draft.js'
import { isExactBlock } from './exact-block.js'
import { type Fence, readFence } from './fence.js'
import { plainText } from './markdown.js'
import { type Place, type Reading, sourceIn } from './reading.js'
import { readSentence } from './sentence.js'

const step = /^(?:given|when|then|and|but)\b/i
const label =
  /^(?:expected?(?: results?| outcome| status)?|steps?|input|output|preconditions?|request|response|assert(?:ion)?s?|verify|notes?|priority|severity|description|objective|procedure|body|headers?|payload|endpoint|method)\s*:/i

/** A line that tells more of the scenario above it, and is none itself. */
export function tellsMore(text: string): boolean {
  return step.test(text) || label.test(text)
}

/** All that stands in an item beside its nested lists. */
function contentOf(item: ListItem): Exclude<ListItem['children'][number], List>[] {
  return item.children.filter((child) => child.type !== 'list')
}

function listsOf(node: Nodes): List[] {
  if (node.type === 'list') return [node]
  return 'children' in node ? node.children.flatMap((child) => listsOf(child as Nodes)) : []
}

function linesOf(list: List): string[] {
  return list.children.flatMap((item) => [
    ...contentOf(item).map(plainText),
    ...item.children.filter((child) => child.type === 'list').flatMap(linesOf),
  ])
}

/** The bold words that open an item, else all its words. */
function groupOf(item: ListItem, words: string): string {
  const first = item.children[0]
  const bold = first?.type === 'paragraph' && first.children[0]?.type === 'strong' ? plainText(first.children[0]) : ''
  return (bold === '' ? words : bold).replace(/\s*[:：]$/, '')
}

/** The request that stands in an item's blocks of code; JSON counts where the words before it call it a request's body. */
function fenceOf(item: ListItem): Fence | undefined {
  let found: Fence | undefined
  let before = ''
  for (const child of contentOf(item).slice(1)) {
    if (child.type !== 'code') before = plainText(child)
    else {
      const fence = readFence(child)
      const foreign =
        fence === undefined || (child.lang === 'json' && !/\b(?:request|payload|input|send)/i.test(before))
      if (!foreign) {
        const statuses = found === undefined || found.statuses.length === 0 ? fence.statuses : found.statuses
        found = { ...fence, ...found, statuses, lines: [...(found?.lines ?? []), ...fence.lines] }
      }
    }
  }
  return found
}

function readItem(reading: Reading, item: ListItem, place: Place, accepts: (text: string) => boolean): void {
  const [first, ...others] = contentOf(item)
  const words = first === undefined ? '' : plainText(first)
  const lists = item.children.flatMap((child) => (child.type === 'list' ? [child] : listsOf(child)))
  const more = lists.filter(
    (list) =>
      words !== '' && list.children.every((entry) => tellsMore(linesOf({ ...list, children: [entry] })[0] ?? '')),
  )
  const nested = lists.filter((list) => !more.includes(list))
  const fence = fenceOf(item)
  const attached: Attached = {
    details: [
      ...others
        .filter((child) => listsOf(child).length === 0 && !(child.type === 'code' && isExactBlock(child)))
        .map(plainText),
      ...more.flatMap(linesOf),
    ],
    ...(fence === undefined ? {} : { fence }),
  }
  if (first !== undefined && (nested.length === 0 || isWhole(words)) && accepts(words)) {
    addSentence(reading, words, sourceIn(reading, item, first), place, attached)
  }
  const { operations, statuses } = readSentence(words)
  const group = cleanText(groupOf(item, words))
  const inside: Place = {
    ...place,
    ...(group === '' ? {} : { group: [place.group, group].filter(Boolean).join(' / ') }),
    ...(operations[0] === undefined || operations.length > 1 ? {} : { operation: operations[0] }),
    statuses: statuses.length > 0 ? statuses : place.statuses,
  }
  const before = reading.prose.length
  for (const list of nested) readList(reading, list, inside, accepts)
  const barren = nested.length > 0 && reading.prose.length === before && !isWhole(words)
  if (first !== undefined && barren && accepts(words)) {
    addSentence(reading, words, sourceIn(reading, item, first), place, attached)
  }
}

/** Every item is a scenario, or the title of those nested in it; `accepts` narrows down which sentences count. */
export function readList(
  reading: Reading,
  list: List,
  place: Place,
  accepts: (text: string) => boolean = () => true,
): void {
  for (const item of list.children) readItem(reading, item, place, accepts)
}
