import { mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { ResultLine } from '../scenario/record.js'

/** Names the environment variable with the results folder; without it nothing is recorded. */
export const RESULTS = 'QA_INTEG_RESULTS'

interface Journal {
  folder: string
  file: number
}

/** The tests of this process that have a record. */
const TESTS = Symbol.for('qa-integ.recorded-tests')

const KEY = Symbol.for('qa-integ.journal')
const home = globalThis as { [KEY]?: Journal; [TESTS]?: WeakSet<object> }
home[TESTS] ??= new WeakSet()
const recorded: WeakSet<object> = home[TESTS]

/** Whether records are kept in this process. */
export function recording(): boolean {
  return Boolean(process.env[RESULTS])
}

/** Appends a line to this process's file in the results folder; a worker that is killed loses no earlier line. */
export function journal(line: ResultLine): void {
  const folder = process.env[RESULTS]
  if (!folder) return
  if (home[KEY]?.folder !== folder) {
    mkdirSync(folder, { recursive: true })
    home[KEY] = { folder, file: openSync(join(folder, `worker-${process.pid}.ndjson`), 'a') }
    journal({ kind: 'worker', event: 'started' })
    process.once('exit', () => journal({ kind: 'worker', event: 'ended' }))
  }
  writeSync(home[KEY].file, `${text(line)}\n`)
}

/** The same for the record of a test, so that nobody records it twice. */
export function journalTest(test: object, line: ResultLine): void {
  recorded.add(test)
  journal(line)
}

/** Whether a test that ran in this process has its record. */
export function isRecorded(test: object): boolean {
  return recorded.has(test)
}

function text(line: ResultLine): string {
  try {
    return JSON.stringify(line)
  } catch {
    // An attachment with a cycle or a bigint must not lose the scenario.
    const seen = new WeakSet<object>()
    return JSON.stringify(line, (_, value: unknown) => {
      if (typeof value === 'bigint') return `${value}n`
      if (typeof value !== 'object' || value === null) return value
      if (seen.has(value)) return '[seen above]'
      seen.add(value)
      return value
    })
  }
}
