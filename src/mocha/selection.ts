import { relative } from 'node:path'
import type { Declared } from '../scenario/language.js'
import { placeOf } from '../scenario/site.js'
import type { MochaSuite, MochaTest } from './globals.js'

/** Names the environment variable with the lines whose scenarios are to run. */
export const SELECTION = 'QA_INTEG_LINES'

/** Lines of a file, as `qa-integ run FILE:LINE` names them. */
export interface SelectedLines {
  /** Relative to the working directory. */
  readonly file: string
  readonly lines: readonly number[]
}

/** The scenarios behind mocha's tests. */
const behind = new WeakMap<MochaTest, Declared>()

/** Remembers which scenario a test is. */
export function isScenario(test: MochaTest, scenario: Declared): void {
  behind.set(test, scenario)
}

/** Leaves in the suites only the scenarios that stand at the selected lines; a line belongs to the scenario that begins last before it. */
export function keepSelected(root: MochaSuite): void {
  const told = process.env[SELECTION]
  if (!told) return
  const all = testsOf(root)
  const chosen = new Set((JSON.parse(told) as SelectedLines[]).flatMap((selected) => at(selected, all)))
  retain(root, chosen)
}

/** The files that declare scenarios. */
export function scenarioFiles(root: MochaSuite): string[] {
  return testsOf(root).flatMap((test) => (behind.has(test) && test.file !== undefined ? [test.file] : []))
}

function at({ file, lines }: SelectedLines, all: readonly MochaTest[]): MochaTest[] {
  const here = all
    .filter((test) => test.file !== undefined && relative(process.cwd(), test.file) === file)
    .map((test) => ({ test, line: placeOf(behind.get(test)?.site)?.line ?? 0 }))
    .filter(({ line }) => line > 0)
  // A parallel worker loads one file at a time, and the lines of the others are not its own.
  if (here.length === 0) return []
  return lines.flatMap((wanted) => {
    const begins = Math.max(...here.map(({ line }) => line).filter((line) => line <= wanted))
    if (!Number.isFinite(begins))
      throw new Error(
        `no scenario stands at ${file}:${wanted}; they begin at the lines ${[...new Set(here.map(({ line }) => line))].join(', ')}`,
      )
    return here.filter(({ line }) => line === begins).map(({ test }) => test)
  })
}

function testsOf(suite: MochaSuite): MochaTest[] {
  return [...suite.tests, ...suite.suites.flatMap(testsOf)]
}

function retain(suite: MochaSuite, chosen: ReadonlySet<MochaTest>): void {
  suite.tests = suite.tests.filter((test) => chosen.has(test))
  for (const inner of suite.suites) retain(inner, chosen)
}
