import { cleanText } from './clean-text.js'
import type { Fence } from './fence.js'
import { guessCategory } from './heading.js'
import type { How, PlanSource } from './model.js'
import { findPlaceholder } from './placeholder.js'
import { type Draft, type Place, type Reading, say } from './reading.js'
import { readGeneric, readId, readSentence, readSeverity, readTags } from './sentence.js'

/** What stands with a sentence and belongs to it. */
export interface Attached {
  readonly id?: string
  readonly details?: readonly string[]
  readonly fence?: Fence
}

const longest = 200

function shortened(text: string): string {
  return [...text].length > longest ? `${[...text].slice(0, longest - 1).join('')}…` : text
}

/** Without what is said of the scenario in marks: its tags and severity. */
function withoutMarks(text: string): string {
  return text
    .replace(/\s?[([]\s?(?:critical|high|medium|low)(?:\s(?:priority|severity))?\s?[)\]]/i, '')
    .replace(/(^|\s)@[a-z][\w-]{0,30}(?=$|[\s,.;)])/gi, '')
    .trim()
}

/** How much the sentence tells: its own words first, then what is attached, then what the headings above say. */
function howOf(words: string, place: Place, { details = [], fence }: Attached): How {
  const own = readSentence(words)
  const below = readSentence(details.join('\n'))
  const operations = [own.operations, fence?.operation === undefined ? [] : [fence.operation], below.operations].find(
    (found) => found.length > 0,
  )
  if (operations !== undefined && operations.length > 1) return { kind: 'prose' }
  const statuses =
    [own.statuses, fence?.statuses ?? [], below.statuses].find((found) => found.length > 0) ?? place.statuses
  const what = readGeneric(words)
  const inherited = what === undefined || own.statuses.length > 0 ? place.operation : undefined
  const operation = operations?.[0] ?? inherited
  if (operation !== undefined) {
    return { kind: 'request', ...operation, statuses, ...(fence?.body === undefined ? {} : { body: fence.body }) }
  }
  if (what === undefined) return { kind: 'prose' }
  return { kind: 'generic', what, ...(place.operation === undefined ? {} : { on: place.operation }) }
}

/** Adds what a sentence plans; an empty one plans nothing. */
export function addSentence(
  reading: Reading,
  sentence: string,
  source: PlanSource,
  place: Place,
  attached: Attached = {},
): void {
  const text = cleanText(sentence)
  if (text === '') return
  const placeholder = findPlaceholder(text)
  if (placeholder !== undefined) {
    say(reading, 'warning', 'placeholder', source, `"${shortened(placeholder)}" is still to be filled in`)
  }
  const { id, rest } = attached.id === undefined ? readId(text) : { id: attached.id, rest: text }
  const how = howOf(rest, place, attached)
  const all = [text, ...(attached.details ?? [])].join('\n')
  const severity = readSeverity(all)
  const draft: Draft = {
    ...(id === undefined ? {} : { id }),
    title: shortened(withoutMarks(rest) || rest),
    category: place.category ?? guessCategory(all, how.kind === 'request'),
    ...(place.point === undefined ? {} : { point: place.point }),
    ...(place.group === undefined ? {} : { group: place.group }),
    ...(severity === undefined ? {} : { severity }),
    tags: readTags(all),
    source,
    details: (attached.details ?? []).map(cleanText).filter((line) => line !== ''),
    how,
  }
  reading.prose.push(draft)
}

/** Whether a sentence says a whole request: what is done and what must come back. */
export function isWhole(text: string): boolean {
  const { operations, statuses } = readSentence(text)
  return operations.length === 1 && statuses.length > 0
}
