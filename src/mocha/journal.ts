import { mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { realClearTimeout, realSetTimeout } from '../scenario/real-time.js'
import type { ResultLine } from '../scenario/record.js'
import { lineOf } from './line.js'

/** Names the environment variable with the results folder; without it nothing is recorded. */
export const RESULTS = 'QA_INTEG_RESULTS'

/** How long a line may wait for others to be written with it, in milliseconds, and how many wait at most. */
const PATIENCE = 5
const MOST = 8

interface Journal {
  readonly folder: string | undefined
  file: number | undefined
  /** Whether somebody will write what waits before this process is done. */
  gathers: boolean
  waiting: string[]
  timer: ReturnType<typeof realSetTimeout> | undefined
}

/** The tests of this process that have a record. */
const TESTS = Symbol.for('qa-integ.recorded-tests')

const KEY = Symbol.for('qa-integ.journal')
const home = globalThis as { [KEY]?: Journal; [TESTS]?: WeakSet<object> }
home[TESTS] ??= new WeakSet()
const recorded: WeakSet<object> = home[TESTS]

/** This process's journal; the environment is read once, for every look at it costs. */
function own(): Journal {
  home[KEY] ??= {
    folder: process.env[RESULTS] || undefined,
    file: undefined,
    gathers: false,
    waiting: [],
    timer: undefined,
  }
  return home[KEY]
}

/** Whether records are kept in this process. */
export function recording(): boolean {
  return own().folder !== undefined
}

/**
 * Appends a line to this process's file in the results folder. Lines that come shortly after each other are written
 * together: one waits for 7 others or for 5 ms of a turning event loop, so a process that is killed by `kill -9` loses at
 * most the 7 scenarios that ended last, and those only where they ended just before or where the next one blocks the loop.
 */
export function journal(line: ResultLine): void {
  const mine = own()
  if (mine.folder === undefined) return
  mine.file ??= opened(mine.folder)
  mine.waiting.push(lineOf(line))
  if (!mine.gathers || mine.waiting.length >= MOST) flush(mine)
  else mine.timer ??= realSetTimeout(() => flush(mine), PATIENCE).unref()
}

/** From now on, lines that come shortly after each other are written together. */
export function gatherLines(): void {
  own().gathers = true
}

/** Writes what waits, and from now on each line at once. */
export function writeLines(): void {
  const mine = own()
  mine.gathers = false
  flush(mine)
}

function flush(mine: Journal): void {
  realClearTimeout(mine.timer)
  mine.timer = undefined
  if (mine.file === undefined || mine.waiting.length === 0) return
  const lines = mine.waiting.join('\n')
  mine.waiting = []
  writeSync(mine.file, `${lines}\n`)
}

function opened(folder: string): number {
  mkdirSync(folder, { recursive: true })
  const file = openSync(join(folder, `worker-${process.pid}.ndjson`), 'a')
  writeSync(file, `${lineOf({ kind: 'worker', event: 'started' })}\n`)
  process.once('exit', () => {
    writeLines()
    journal({ kind: 'worker', event: 'ended' })
  })
  return file
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
