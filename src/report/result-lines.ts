import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ResultLine } from '../scenario/record.js'
import { oneLine } from './plain-text.js'
import type { Problem } from './results.js'

/** A line of a results folder, with the worker that wrote it. */
export interface WorkerLine {
  /** The name of its file, less the ending; with several folders, the number of the folder stands before it. */
  readonly worker: string
  readonly line: ResultLine
}

/** What was found in results folders. */
export interface ReadLines {
  readonly lines: readonly WorkerLine[]
  /** Lines that could not be read, and workers that never ended. */
  readonly problems: readonly Problem[]
}

/** Reads every `*.ndjson` of the folders; a line that can't be read is reported, and the others are kept. */
export async function readLines(folders: readonly string[]): Promise<ReadLines> {
  const lines: WorkerLine[] = []
  const problems: Problem[] = []
  for (const [index, folder] of folders.entries()) {
    const prefix = folders.length > 1 ? `${index + 1}/` : ''
    for (const file of await namesIn(folder)) {
      const worker = prefix + file.replace(/\.ndjson$/, '')
      const read = await readWorker(join(folder, file), worker)
      for (const line of read.lines) lines.push(line)
      problems.push(...read.problems)
    }
  }
  return { lines, problems }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.ndjson')).sort()
  } catch (error) {
    throw new Error(`there is no results folder at ${folder}: run \`npx qa-integ run\` first, or name another folder`, {
      cause: error,
    })
  }
}

async function readWorker(path: string, worker: string): Promise<ReadLines> {
  const lines: WorkerLine[] = []
  const bad: Problem[] = []
  const life = { started: 0, ended: 0 }
  let number = 0
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (text.trim() === '') continue
    const verdict = readLine(text)
    if (verdict.kind === 'line') lines.push({ worker, line: verdict.line })
    else if (verdict.kind === 'worker') life[verdict.event] += 1
    else bad.push({ ...verdict.problem, file: path, line: number })
  }
  const problems = bad.map((problem) =>
    problem.kind === 'unreadable line' && problem.line === number ? torn(problem, path) : problem,
  )
  if (life.started > life.ended) problems.push(neverEnded(path, worker))
  return { lines, problems }
}

const torn = (problem: Problem, path: string): Problem => ({
  ...problem,
  kind: 'torn line',
  text: `the last line of ${path} is torn: its worker was killed while it wrote, and what it ran then is missing`,
})

const neverEnded = (path: string, worker: string): Problem => ({
  kind: 'worker never ended',
  text: `worker ${worker} started and never ended: what it still had to run is missing`,
  file: path,
  line: null,
  incomplete: true,
})

type Verdict =
  | { readonly kind: 'line'; readonly line: ResultLine }
  | { readonly kind: 'worker'; readonly event: 'started' | 'ended' }
  | { readonly kind: 'problem'; readonly problem: Problem }

const problem = (kind: Problem['kind'], text: string, incomplete: boolean): Verdict => ({
  kind: 'problem',
  problem: { kind, text, file: null, line: null, incomplete },
})

function readLine(text: string): Verdict {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return problem('unreadable line', 'this line is no JSON: a scenario may be missing', true)
  }
  const line = value as Partial<Record<string, unknown>> | null
  switch (line?.kind) {
    case 'scenario':
    case 'pending':
    case 'late':
    case 'handle':
      return hasShape(line) ? { kind: 'line', line: value as ResultLine } : malformed(line.kind)
    case 'worker':
      if (line.event === 'started' || line.event === 'ended') return { kind: 'worker', event: line.event }
      return malformed('worker')
    default:
      return problem(
        'unknown line',
        `a line of kind "${oneLine(String(line?.kind))}" is not known and was left out`,
        false,
      )
  }
}

const malformed = (kind: string): Verdict =>
  problem('unreadable line', `a line of kind "${kind}" lacks what belongs to it and was left out`, true)

const isText = (value: unknown): boolean => typeof value === 'string'
const isPlace = (value: unknown): boolean => {
  const place = value as Partial<Record<string, unknown>> | null
  return isText(place?.file) && typeof place?.line === 'number'
}

function hasShape(line: Partial<Record<string, unknown>>): boolean {
  switch (line.kind) {
    case 'scenario':
      return isTold(line) && isRun(line) && isOutcome(line.status)
    case 'pending':
      return isTold(line)
    case 'late':
      return isText(line.scenario) && isText(line.what)
    default:
      return isText(line.name) && (line.event === 'started' || line.event === 'stopped')
  }
}

const isTold = (line: Partial<Record<string, unknown>>): boolean =>
  isText(line.title) && Array.isArray(line.suites) && isPlace(line.at)
const isRun = (line: Partial<Record<string, unknown>>): boolean =>
  typeof line.attempt === 'number' &&
  typeof line.ms === 'number' &&
  isText(line.startedAt) &&
  Array.isArray(line.steps) &&
  Array.isArray(line.errors)
const isOutcome = (status: unknown): boolean => status === 'passed' || status === 'failed' || status === 'skipped'
