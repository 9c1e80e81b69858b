import type { PendingRecord, ScenarioRecord } from '../scenario/record.js'
import type { WorkerLine } from './result-lines.js'

/** All records of one scenario: its attempts, first one first, or the one that says it is pending. */
export interface Joined {
  readonly key: string
  readonly worker: string
  readonly attempts: readonly ScenarioRecord[]
  readonly pending: PendingRecord | null
}

interface Run {
  readonly key: string
  readonly worker: string
  readonly records: (ScenarioRecord | PendingRecord)[]
}

/**
 * Joins records by file, describes and title. Rows that read alike are told apart by their order in their worker's file; what two workers or
 * two folders hold of the same scenario (a shard that was run again) counts as further attempts.
 */
export function joinAttempts(lines: readonly WorkerLine[]): Joined[] {
  const scenarios = new Map<string, Run[]>()
  for (const run of runsOf(lines)) {
    const known = scenarios.get(run.key)
    if (known) known.push(run)
    else scenarios.set(run.key, [run])
  }
  return [...scenarios].map(([key, runs]) => joined(key, runs)).sort(byPlace)
}

function runsOf(lines: readonly WorkerLine[]): Run[] {
  const runs: Run[] = []
  const rows = new Map<string, number>()
  const last = new Map<string, Run>()
  for (const { worker, line } of lines) {
    if (line.kind !== 'scenario' && line.kind !== 'pending') continue
    const told = JSON.stringify([line.at.file, line.suites, line.title])
    const here = JSON.stringify([worker, told])
    if (line.kind === 'scenario' && line.attempt > 0 && last.has(here)) {
      last.get(here)?.records.push(line)
      continue
    }
    const row = rows.get(here) ?? 0
    rows.set(here, row + 1)
    const run: Run = { key: row === 0 ? told : `${told} ${row + 1}`, worker, records: [line] }
    last.set(here, run)
    runs.push(run)
  }
  return runs
}

function joined(key: string, runs: readonly Run[]): Joined {
  const inTime = [...runs].sort((a, b) => (startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0))
  const records = inTime.flatMap((run) => run.records)
  return {
    key,
    worker: inTime.at(-1)?.worker ?? '',
    attempts: records.filter((record) => record.kind === 'scenario'),
    pending: records.find((record) => record.kind === 'pending') ?? null,
  }
}

const startOf = (run: Run): string => {
  const [first] = run.records
  return first?.kind === 'scenario' ? first.startedAt : ''
}

function byPlace(a: Joined, b: Joined): number {
  const [x, y] = [placeOf(a), placeOf(b)]
  if (x.file !== y.file) return x.file < y.file ? -1 : 1
  return x.line - y.line || (x.column ?? 0) - (y.column ?? 0)
}

const placeOf = (scenario: Joined) => (scenario.attempts.at(-1) ?? (scenario.pending as PendingRecord)).at
