import type { Attempt, Outcome } from './attempt.js'
import { type Evidence, errorRecord, evidenceNotes, failureOf, type Mask } from './failure.js'
import type { Faults } from './faults.js'
import type { Note, ScenarioRecord, StepRecord } from './record.js'

/** What an attempt has gathered when it is over. */
export interface Gathered {
  readonly attempt: Attempt
  readonly startedAt: string
  /** Milliseconds of the steps. */
  readonly ms: number
  readonly steps: readonly StepRecord[]
  readonly faults: Faults
  /** Masked. */
  readonly notes: readonly Note[]
  readonly evidence: Evidence
}

/** Milliseconds as records keep them; a clock that ticks in millionths writes digits that mean nothing. */
export const thousandths = (ms: number): number => Math.round(ms * 1_000) / 1_000

const NONE: readonly never[] = Object.freeze([])

/** The record of an attempt, and the error that fails its test. */
export function outcomeOf(gathered: Gathered, mask: Mask): Outcome {
  const { attempt, startedAt, ms, steps, faults, notes, evidence } = gathered
  const { title, suites, at, number, options } = attempt
  const { all, skipped } = faults
  const status = all.length > 0 ? 'failed' : skipped ? 'skipped' : 'passed'
  const named = maskedTitles(title, steps, mask)
  const record: { -readonly [K in keyof ScenarioRecord]: ScenarioRecord[K] } = {
    kind: 'scenario',
    title: named.title,
    suites,
    at,
    tags: options.tags ?? NONE,
    attempt: number,
    status,
    startedAt,
    ms: thousandths(ms),
    steps: named.steps,
    errors: all.length === 0 ? NONE : all.map(({ error }) => errorRecord(error, mask)),
    notes,
  }
  if (options.category) record.category = options.category
  if (options.point) record.point = options.point
  if (options.severity) record.severity = options.severity
  if (status === 'skipped') record.reason = mask.text(skipped!.reason)
  if (status !== 'failed') return { record }
  record.blame = all.some(({ blame }) => blame === 'product') ? 'product' : 'test'
  record.notes = [...notes, ...evidenceNotes(evidence, mask)]
  return { record, error: failureOf(all, steps, evidence, mask) }
}

/** One look at all titles together, because hardly any holds a secret. */
function maskedTitles(
  title: string,
  steps: readonly StepRecord[],
  mask: Mask,
): Pick<ScenarioRecord, 'title' | 'steps'> {
  let all = title
  for (const step of steps) all += `\n${step.title}`
  if (mask.isClean(all)) return { title, steps }
  return { title: mask.text(title), steps: steps.map((step) => ({ ...step, title: mask.text(step.title) })) }
}
