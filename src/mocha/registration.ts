import { milliseconds } from '../scenario/duration.js'
import type { Declared, Host } from '../scenario/language.js'
import type { Place, ScenarioRecord } from '../scenario/record.js'
import { authorFrames, describePlace, placeOf } from '../scenario/site.js'
import { type MochaContext, type MochaSuite, type MochaTest, mochaIt } from './globals.js'
import { journal, journalTest, recording } from './journal.js'
import { isScenario, SELECTION } from './selection.js'
import { refuseImportedSuite } from './suite-files.js'
import { worker } from './worker.js'

/** Registers scenarios as mocha tests: at once, under the `describe` that is being told. */
export const mochaHost: Host = Object.freeze({ register })

/** Where the scenarios of a mocha suite were declared, by title. */
const declared = new WeakMap<MochaSuite, Map<string, Declared>>()

function register(scenario: Declared): void {
  const { title, options, mode } = scenario
  const it = mochaIt()
  if (it === undefined)
    throw new Error(
      `scenario "${title}" was declared outside mocha; run the file with \`npx mocha\` or \`npx qa-integ run\`, not with node`,
    )
  const tagged = [title, ...(options.tags ?? []).map((tag) => `@${tag}`)].join(' ')
  const body = bodyOf(scenario)
  const told = mode === 'only' || mode === 'skip' ? it[mode] : it
  const test = mode === 'todo' ? it(tagged) : told(tagged, body)
  if (options.retries !== undefined) test.retries(options.retries)
  // The scenario keeps its own limit; mocha would set a timer, and another one when it is told in the test.
  test.timeout(0)
  isScenario(test, scenario)
  refuseImportedSuite(scenario, test.file)
  refuseTwice(scenario, test)
  if (mode === 'todo' || mode === 'skip') journalPending(scenario, test, mode)
}

function bodyOf(scenario: Declared): (this: MochaContext) => Promise<void> {
  const told = scenario.options.timeout === undefined ? undefined : milliseconds(scenario.options.timeout)
  return async function (this: MochaContext) {
    const { stopped, runner } = worker()
    if (stopped) await stopped
    const timeout = told ?? limitOf(this)
    const plan = scenario.begin()
    if (plan.length === 0) {
      journalPending(scenario, this.test, 'bare')
      this.skip()
    }
    const last = plan.at(-1)!
    if (last.keyword !== 'expect')
      throw unfinished(
        `scenario "${scenario.title}" ends with "${last.keyword} ${last.title}" and expects nothing; go on with .expect(...)`,
        placeOf(last.site) === undefined ? scenario.site.stack : last.site.stack,
      )
    const attempt = runner.perform({
      title: scenario.title,
      suites: suitesOf(this.test),
      at: recording() ? placeIn(scenario, this.test) : NOWHERE,
      site: scenario.site,
      options: scenario.options,
      plan,
      row: scenario.row,
      background: scenario.background,
      timeout,
      number: this.test.currentRetry(),
    })
    const own = worker()
    own.busy = attempt
    const { record, error } = await attempt
    // An interrupted scenario has cleaned up; mocha must not go on to the next one.
    if (own.stopped) await own.stopped
    if (recording()) journalTest(this.test, record)
    if (error) throw error
    if (record.status === 'skipped') this.skip()
  }
}

/** The limit that mocha would keep: the suite's, unless the suite has changed it since, or a hook has for this test. */
function limitOf(context: MochaContext): number {
  const told = context.timeout()
  if (told !== 0) context.timeout(0)
  return told || (context.test.parent?.timeout() ?? 0)
}

const NOWHERE: Place = Object.freeze({ file: '', line: 0, column: 0 })

function unfinished(message: string, stack: string | undefined): Error {
  const error = new Error(message)
  error.stack = `Error: ${message}\n${authorFrames(stack)[0] ?? ''}`
  return error
}

function suitesOf(test: MochaTest): string[] {
  const titles: string[] = []
  for (let suite = test.parent; suite && !suite.root; suite = suite.parent) titles.unshift(suite.title)
  return titles
}

function placeIn(scenario: Declared, test: MochaTest): Place {
  return placeOf(scenario.site) ?? { file: test.file ?? '', line: 0, column: 0 }
}

function refuseTwice(scenario: Declared, test: MochaTest): void {
  const suite = test.parent
  if (suite === undefined) return
  // mocha keeps all files in one root suite, so a title is looked up with its file.
  const key = `${suite.root ? test.file : ''}\n${scenario.title}`
  const known = declared.get(suite) ?? new Map<string, Declared>()
  declared.set(suite, known)
  const other = known.get(key)
  if (other)
    throw new Error(
      `two scenarios are called "${scenario.title}": ${describePlace(placeOf(other.site))} and ${describePlace(placeOf(scenario.site))}; ` +
        'a title names one scenario, in reports and for --grep',
    )
  known.set(key, scenario)
}

function journalPending(scenario: Declared, test: MochaTest, why: 'todo' | 'skip' | 'bare'): void {
  // A run of chosen lines says nothing about what else the file declares.
  if (!recording() || process.env[SELECTION]) return
  const { category, point, severity, tags = [] } = scenario.options
  const place: Pick<ScenarioRecord, 'title' | 'suites' | 'at' | 'tags'> = {
    title: scenario.title,
    suites: suitesOf(test),
    at: placeIn(scenario, test),
    tags,
  }
  journal({
    kind: 'pending',
    why,
    ...place,
    ...(category ? { category } : {}),
    ...(point ? { point } : {}),
    ...(severity ? { severity } : {}),
  })
}
