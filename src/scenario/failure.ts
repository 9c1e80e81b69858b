import { readable } from './duration.js'
import type { ErrorRecord, Note, StepRecord } from './record.js'
import { authorFrames, foreignFrames } from './site.js'

/** Replaces secrets in what leaves the process. */
export interface Mask {
  text(text: string): string
  value(value: unknown): unknown
  /** Whether `text` would replace nothing in these lines, nor in any of them alone. */
  isClean(lines: string): boolean
}

/** One thing that went wrong: in a step, or beside the steps (`where` says what). */
export interface Fault {
  readonly where: string
  readonly error: unknown
  /** The line of the author's that told it. */
  readonly site: string | undefined
  readonly blame: 'product' | 'test'
}

/** Blocks of text that a domain shows with a failure, told by title. */
export type Evidence = ReadonlyMap<string, () => string>

const MARKS = Object.freeze({ passed: '✓', failed: '✗', 'not run': '·' })

/** Several things went wrong in one scenario; each keeps its own error in `errors`. */
export class ScenarioFailure extends AggregateError {
  override name = 'ScenarioFailure'
}

/**
 * The error that fails the test. One fault keeps the author's own error, with its diff and its line; several become one
 * `ScenarioFailure`. Around it stands the story: the steps with marks and times, and what the domains add.
 */
export function failureOf(
  faults: readonly Fault[],
  steps: readonly StepRecord[],
  evidence: Evidence,
  mask: Mask,
): Error {
  const story = [transcript(steps), ...told(evidence)].join('\n\n')
  const [first] = faults
  return faults.length === 1 ? single(first!, story, mask) : several(faults, story, mask)
}

function single(fault: Fault, story: string, mask: Mask): Error {
  const error = asError(fault.error)
  const message = mask.text(messageOf(error))
  const told = `${cannotRun(fault)}${mask.text(fault.where)}: ${message}`
  const frames = foreignFrames(error.stack).filter((line) => !line.includes('/node_modules/'))
  const at = authorFrames(error.stack).length > 0 ? frames : [fault.site ?? '', ...frames].filter(Boolean)
  const stack = `${error.name}: ${told}\n\n${mask.text(story)}\n\n${at.join('\n')}`
  return retold(error, LABELLED.test(message) ? told : message, stack, mask)
}

/** A message as of `expect(sum, 'the sum')`: with a diff, mocha prints its label alone, and nothing of what stands around it. */
const LABELLED = /^[^:]+: expected/

function several(faults: readonly Fault[], story: string, mask: Mask): Error {
  const parts = faults.map((fault) => {
    const error = asError(fault.error)
    const at = (authorFrames(error.stack)[0] ?? fault.site ?? '').trim()
    return `  ${cannotRun(fault)}${fault.where}\n    ${messageOf(error).replaceAll('\n', '\n    ')}${at ? `\n    ${at}` : ''}`
  })
  const message = mask.text(`${faults.length} things failed\n\n${parts.join('\n\n')}`)
  const failure = new ScenarioFailure(
    faults.map((fault) => fault.error),
    message,
  )
  const sites = faults.map((fault) => fault.site).filter((site) => site !== undefined)
  failure.stack = `${failure.name}: ${message}\n\n${mask.text(story)}\n\n${[...new Set(sites)].join('\n')}`
  return failure
}

/**
 * The same error where it can be changed, else one like it. The story stands in the stack, around the message: mocha
 * prints it from there, and takes its diff from `actual` and `expected`.
 */
function retold(error: Error, message: string, stack: string, mask: Mask): Error {
  const diff = error as { actual?: unknown; expected?: unknown }
  try {
    error.message = message
    if ('actual' in diff) diff.actual = mask.value(diff.actual)
    if ('expected' in diff) diff.expected = mask.value(diff.expected)
    error.stack = stack
    return error
  } catch {
    return Object.assign(new Error(message), { name: error.name, stack })
  }
}

const cannotRun = (fault: Fault): string => (fault.blame === 'test' ? 'could not be run: ' : '')

function told(evidence: Evidence): string[] {
  return [...evidence].map(([title, render]) => `  ${title}\n${rendered(render).replace(/^/gm, '    ')}`)
}

/** What the domains show with a failure, for the report. */
export function evidenceNotes(evidence: Evidence, mask: Mask): Note[] {
  return [...evidence].map(([title, render]) => ({
    kind: 'evidence',
    title: mask.text(title),
    text: mask.text(rendered(render)),
  }))
}

function rendered(render: () => string): string {
  try {
    return render()
  } catch (error) {
    return `(could not be shown: ${messageOf(asError(error))})`
  }
}

/** The steps with their marks and times, a line each. */
export function transcript(steps: readonly StepRecord[]): string {
  return steps
    .map(
      ({ keyword, title, status, ms }) =>
        `  ${MARKS[status]} ${keyword.padEnd(6)} ${title}${status === 'not run' ? '' : `  (${readable(ms)})`}`,
    )
    .join('\n')
}

/** Whatever was thrown, as an error. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown
  if (typeof thrown === 'object' && thrown !== null && typeof (thrown as Error).message === 'string')
    return thrown as Error
  return new Error(`something that is no Error was thrown: ${describeValue(thrown)}`)
}

/** A short text for any value. */
export function describeValue(value: unknown): string {
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value)
  const name = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor?.name
  if (name === undefined || name === 'Object') return 'an object'
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name === 'Array' ? 'array' : name}`
}

function messageOf(error: Error): string {
  return String(error.message)
}

/** An error as plain data, masked. */
export function errorRecord(thrown: unknown, mask: Mask): ErrorRecord {
  const error = asError(thrown) as Error & { actual?: unknown; expected?: unknown }
  const frames = foreignFrames(error.stack).map((line) => line.trim())
  return {
    name: error.name,
    message: mask.text(messageOf(error)),
    ...(frames.length > 0 ? { stack: frames.join('\n') } : {}),
    ...('actual' in error ? { actual: shown(error.actual, mask) } : {}),
    ...('expected' in error ? { expected: shown(error.expected, mask) } : {}),
  }
}

function shown(value: unknown, mask: Mask): string {
  const masked = mask.value(value)
  try {
    return mask
      .text(typeof masked === 'string' ? masked : (JSON.stringify(masked, undefined, 2) ?? String(masked)))
      .slice(0, 4_000)
  } catch {
    return describeValue(value)
  }
}
