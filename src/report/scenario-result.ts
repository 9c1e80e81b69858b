import { createHash } from 'node:crypto'
import { isAbsolute, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Attachment, ErrorRecord, PendingRecord, Place, ScenarioRecord, StepRecord } from '../scenario/record.js'
import type { Joined } from './join-attempts.js'
import { readNotes } from './notes.js'
import { oneLine, plain, shortened } from './plain-text.js'
import type { PlanSummary } from './plan-summary.js'
import type { AttemptResult, ErrorInfo, ScenarioResult, StepResult } from './results.js'

/** Characters of an attachment or a stack that are kept. */
const kept = 4_000

/** One scenario of the results document, of all its records. */
export function scenarioResult(scenario: Joined, root: string, plan?: PlanSummary): ScenarioResult {
  const last = scenario.attempts.at(-1)
  const told = last ?? (scenario.pending as PendingRecord)
  const title = oneLine(told.title)
  const planned = plannedFor(title, plan)
  const errors = (last?.errors ?? []).map(errorInfo)
  const failed = last?.status === 'failed'
  const notes = readNotes(last ?? { notes: [] })
  return {
    id: planned?.id ?? leadingId(title) ?? `S-${createHash('sha256').update(scenario.key).digest('hex').slice(0, 8)}`,
    title,
    suites: told.suites.map(oneLine),
    source: placed(told.at, root),
    planLine: planned?.line ?? null,
    category: told.category ?? null,
    point: told.point === undefined ? null : pointName(told.point),
    severity: told.severity ?? null,
    tags: (told.tags ?? []).map(oneLine),
    status: last ? last.status : scenario.pending?.why === 'skip' ? 'skipped' : 'todo',
    blame: failed ? (last.blame ?? 'product') : null,
    flaky: last?.status === 'passed' && scenario.attempts.some((attempt) => attempt.status === 'failed'),
    reason: reasonOf(last, scenario.pending),
    worker: scenario.worker || null,
    startedAt: last?.startedAt ?? null,
    ms: last?.ms ?? null,
    steps: (last?.steps ?? []).map((step) => stepResult(step, root, failed)),
    attempts: scenario.attempts.map(attemptResult),
    error: errors[0] ?? null,
    furtherErrors: errors.slice(1),
    calls: notes.calls,
    evidence: failed ? notes.evidence : [],
  }
}

/** An id such as `CV-1` or `IT-014` at the start of a title. */
const leadingId = (title: string): string | undefined => /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+\b/.exec(title)?.[0]

/** The planned scenario that a title belongs to: by its id, else by its words. */
export function plannedFor(title: string, plan?: PlanSummary): { id?: string; line: number } | undefined {
  const words = wordsOf(title)
  const planned = plan?.scenarios ?? []
  return (
    planned.find(({ id }) => id !== undefined && opensWith(title.toLowerCase(), id.toLowerCase())) ??
    planned.find((one) => wordsOf(one.title) === words)
  )
}

const wordsOf = (title: string): string =>
  oneLine(title)
    .slice(leadingId(title)?.length ?? 0)
    .replace(/^[\s:.]+/, '')
    .toLowerCase()

const opensWith = (title: string, id: string): boolean =>
  title === id || title.startsWith(`${id} `) || title.startsWith(`${id}:`)

/** A boundary in one notation, so that scenarios that wrote it differently meet: `A -> B`. */
function pointName(point: string): string {
  return oneLine(point)
    .split(/ ?(?:<?[-=]{1,3}>|[→⇒↔⇔]) ?/u)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' -> ')
}

function reasonOf(last: ScenarioRecord | undefined, pending: PendingRecord | null): string | null {
  if (last?.status === 'skipped') return last.reason === undefined ? null : oneLine(last.reason)
  if (last !== undefined || pending === null) return null
  return { todo: 'to be written', skip: 'skipped by its author', bare: 'a title without steps' }[pending.why]
}

function stepResult(step: StepRecord, root: string, failed: boolean): StepResult {
  return {
    keyword: step.keyword,
    title: oneLine(step.title),
    status: step.status,
    ms: step.ms,
    at: step.at ? placed(step.at, root) : null,
    error: step.error ? plain(step.error.message) : null,
    attachments: failed ? (step.attachments ?? []).map(attached) : [],
  }
}

function attached({ name, value }: Attachment): { name: string; text: string } {
  const text = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? String(value))
  return { name: oneLine(name), text: shortened(plain(text), kept) }
}

const attemptResult = (record: ScenarioRecord): AttemptResult => ({
  attempt: record.attempt,
  status: record.status,
  startedAt: record.startedAt,
  ms: record.ms,
  error: record.errors[0] ? errorInfo(record.errors[0]) : null,
})

const maybe = (text: string | undefined): string | null => (text === undefined ? null : shortened(plain(text), kept))

const errorInfo = (error: ErrorRecord): ErrorInfo => ({
  name: oneLine(error.name),
  message: shortened(plain(error.message), 4 * kept),
  stack: maybe(error.stack),
  actual: maybe(error.actual),
  expected: maybe(error.expected),
})

/** A place with its file below the root of the project, where it is. */
function placed(at: Place, root: string): Place {
  const path = at.file.startsWith('file:') ? fileURLToPath(at.file) : at.file
  const below = isAbsolute(path) ? relative(root, path) : path
  const file = below.startsWith('..') || isAbsolute(below) ? path : below
  return { file: oneLine(file.split(sep).join('/')), line: at.line, column: at.column ?? 1 }
}
