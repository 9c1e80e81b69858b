import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'node:util'
import Mocha from 'mocha'
import { errorRecord } from '../scenario/failure.js'
import { instant } from '../scenario/real-time.js'
import type { ResultLine, ScenarioRecord } from '../scenario/record.js'
import { shortPath } from '../scenario/site.js'
import { isClean, mask, maskValue } from '../wire/index.js'
import { isRecorded, journal, RESULTS } from './journal.js'
import { worker } from './worker.js'

const { EVENT_TEST_FAIL, EVENT_TEST_PASS } = Mocha.Runner.constants

/** A test or hook of mocha's own, as it comes to a reporter; in parallel mode a copy of it. */
interface Ran {
  readonly title: string
  readonly file?: string
  readonly duration?: number
  titlePath(): string[]
}

/**
 * mocha's own listing, and a record of what is no scenario: plain `it` tests and hooks that failed. Scenarios have
 * written theirs, in whichever process they ran.
 */
export default class Reporter extends Mocha.reporters.Spec {
  readonly #others: { ran: Ran; error?: unknown }[] = []

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options)
    // `console.log` tells an inspector, too, and that costs as much as the test that is listed.
    Mocha.reporters.Base.consoleLog = (...told: unknown[]) => void process.stdout.write(`${mask(format(...told))}\n`)
    runner.on(EVENT_TEST_PASS, (ran) => this.#note({ ran }))
    runner.on(EVENT_TEST_FAIL, (ran, error) => this.#note({ ran: ran as unknown as Ran, error }))
  }

  #note(other: { ran: Ran; error?: unknown }): void {
    if (!isRecorded(other.ran)) this.#others.push(other)
  }

  override done(failures: number, end: (failures: number) => void): void {
    worker().atWork = false
    // In parallel mode, what ran elsewhere comes as a copy.
    const known = this.#others.length === 0 ? new Set() : knownTitles(process.env[RESULTS])
    for (const { ran, error } of this.#others)
      if (!known.has(mask(ran.titlePath().join('\n')))) journal(recordOf(ran, error))
    end(failures)
  }
}

/** The title paths, with tags as mocha knows them, of all scenarios that have a record. */
function knownTitles(folder: string | undefined): Set<string> {
  const titles = new Set<string>()
  if (!folder || !existsSync(folder)) return titles
  for (const file of readdirSync(folder))
    for (const text of readFileSync(join(folder, file), 'utf8').split('\n')) {
      if (!text.startsWith('{"kind":"scenario"')) continue
      const { suites, title, tags } = JSON.parse(text) as ScenarioRecord
      titles.add([...suites, [title, ...tags.map((tag) => `@${tag}`)].join(' ')].join('\n'))
    }
  return titles
}

function recordOf(ran: Ran, error: unknown): ResultLine {
  const path = ran.titlePath()
  return {
    kind: 'scenario',
    title: ran.title,
    suites: path.slice(0, -1),
    at: { file: shortPath(ran.file ?? ''), line: 0, column: 0 },
    tags: [],
    attempt: 0,
    status: error === undefined ? 'passed' : 'failed',
    ...(error === undefined ? {} : { blame: 'test' }),
    startedAt: instant(),
    ms: ran.duration ?? 0,
    steps: [],
    errors: error === undefined ? [] : [errorRecord(error, { text: mask, value: maskValue, isClean })],
    notes: [],
  }
}
