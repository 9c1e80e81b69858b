import type { Note, ScenarioRecord } from '../scenario/record.js'
import { oneLine, plain, shortened } from './plain-text.js'
import type { Measured, TracedCall } from './results.js'

/** What a `samples` note tells: one measurement made on purpose. */
export interface SamplesNote {
  readonly title: string
  readonly n: number
  readonly errors: number
  readonly average: Measured
  readonly p95: Measured
  readonly p99: Measured
  readonly max: Measured
  /** Milliseconds from the first sample to the last. */
  readonly total: Measured
  readonly throughput: Measured
  readonly peakThroughput: Measured
  readonly concurrency: Measured
  /** The single samples, where the note holds them. */
  readonly values: readonly number[]
}

/** What an `exchange` note tells: one request and its response. */
export interface ExchangeNote {
  readonly method: string
  readonly path: string
  /** Null when no response came. */
  readonly status: number | null
  readonly ms: Measured
  readonly target: string | null
  /** Whether a third party answered. */
  readonly external: boolean
}

/** The notes of a record that the report understands; others are left to their readers. */
export interface ReadNotes {
  readonly samples: readonly SamplesNote[]
  readonly exchanges: readonly ExchangeNote[]
  readonly calls: readonly TracedCall[]
  /** What a failure shows beside its error, such as the last exchange with its `curl` line. */
  readonly evidence: readonly { readonly name: string; readonly text: string }[]
}

/** How many calls of a scenario are kept to be drawn. */
const callsKept = 200

/** Reads the notes of a record; what is not a number in them counts as not measured. */
export function readNotes(record: Pick<ScenarioRecord, 'notes'>): ReadNotes {
  const notes = Array.isArray(record.notes)
    ? record.notes.filter((note) => typeof note === 'object' && note !== null)
    : []
  const of = (kind: string): Note[] => notes.filter((note) => note.kind === kind)
  return {
    samples: of('samples').map(readSamples),
    exchanges: of('exchange').map(readExchange),
    calls: of('calls').flatMap(readCalls).slice(0, callsKept),
    evidence: of('evidence').map(({ title, text: told }) => ({
      name: text(title) ?? 'evidence',
      text: shortened(plain(String(told)), 4_000),
    })),
  }
}

const number = (value: unknown): Measured => (typeof value === 'number' && Number.isFinite(value) ? value : null)
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? oneLine(value) : null)
const fields = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

function readSamples(note: Note): SamplesNote {
  const ms = fields(note.ms)
  return {
    title: text(note.title) ?? 'samples',
    n: number(note.n) ?? 0,
    errors: number(note.errors) ?? 0,
    average: number(ms.average),
    p95: number(ms.p95),
    p99: number(ms.p99),
    max: number(ms.max),
    total: number(ms.total),
    throughput: number(note.throughput),
    peakThroughput: number(note.peakThroughput),
    concurrency: number(note.concurrency),
    values: Array.isArray(note.values) ? note.values.filter((value) => number(value) !== null) : [],
  }
}

function readExchange(note: Note): ExchangeNote {
  return {
    method: text(note.method)?.toUpperCase() ?? '?',
    path: text(note.path) ?? '/',
    status: number(note.status),
    ms: number(note.ms),
    target: text(note.service) ?? text(note.target),
    external: text(note.service) !== null,
  }
}

function readCalls(note: Note): TracedCall[] {
  const calls: unknown[] = Array.isArray(note.calls) ? note.calls : []
  return calls.map(fields).map((call) => ({
    from: text(call.from),
    to: text(call.to) ?? text(call.name) ?? '?',
    method: text(call.method) ?? '?',
    ms: number(call.ms),
    ok: call.ok !== false,
  }))
}
