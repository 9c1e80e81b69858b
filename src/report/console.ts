import picocolors from 'picocolors'
import { findingsGateName } from './gates.js'
import type { CategoryResult, GateResult, Results, ScenarioResult } from './results.js'
import { figure, percent } from './words.js'

/** How the summary is printed. */
export interface ConsoleOptions {
  /** Whether it is coloured: not unless asked for. */
  readonly color?: boolean
  /** What was written, one entry each. */
  readonly written?: readonly string[]
  /** Lines of an error that are printed. */
  readonly errorLines?: number
}

type Paint = ReturnType<typeof picocolors.createColors>

/**
 * The summary that ends a run: categories, failures, gates, readiness and what was written.
 *
 * @example
 * ```ts
 * import { collect, toConsole } from 'qa-integ/report'
 *
 * console.log(toConsole(collect({ lines: [], problems: [] }), { color: process.stdout.isTTY }))
 * ```
 */
export function toConsole(results: Results, options: ConsoleOptions = {}): string {
  const paint = picocolors.createColors(options.color ?? false)
  const failed = results.scenarios.filter((scenario) => scenario.status === 'failed')
  const flaky = results.scenarios.filter((scenario) => scenario.flaky)
  // What was found is told by the readiness below.
  const gates = results.gates.filter((gate) => gate.name !== findingsGateName)
  return [
    ...categoryLines(results, paint),
    ...failed.flatMap((scenario) => failure(scenario, paint, options.errorLines ?? 12)),
    ...flaky.map((one) =>
      paint.yellow(
        `  ~ ${(one.category ?? '').padEnd(9)} ${one.title} (flaky: passed at attempt ${one.attempts.length})`,
      ),
    ),
    ...results.problems.map((problem) => `  ${paint.yellow('problem')}    ${problem.text}`),
    ...results.late.map(
      ({ scenario, what }) => `  ${paint.yellow('late')}       "${scenario}" left work running: ${what}`,
    ),
    ...(gates.length > 0 ? [`  gates      ${gates.map((gate) => gateText(gate, paint)).join('   ')}`] : []),
    ...readinessLines(results, paint),
    ...(options.written?.length ? [`  written    ${options.written.join(', ')}`] : []),
    '',
  ].join('\n')
}

function categoryLines({ categories, uncategorised }: Results, paint: Paint): string[] {
  const others = uncategorised ? [{ ...uncategorised, category: 'other' as const, coverage: null, p95: null }] : []
  const all = [...categories.filter((one) => one.run + one.skipped + one.todo > 0), ...others]
  const most = Math.max(1, ...all.map((one) => one.run))
  return all.map((one) => {
    const line = `  ${one.category.padEnd(10)} ${bar(one.run / most).padEnd(20)}${columns(one)}`.trimEnd()
    return one.failed > 0 ? paint.red(line) : line
  })
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** A bar of up to 18 characters, exact to an eighth of one. */
function bar(share: number): string {
  const units = Math.round(share * 18 * 8)
  return `▕${'█'.repeat(Math.floor(units / 8))}${eighths[units % 8] ?? ''}▏`
}

function columns(one: Omit<CategoryResult, 'category'>): string {
  const cell = (n: number, word: string): string => (n > 0 ? `${String(n).padStart(5)} ${word}` : '')
  return [
    `${String(one.passed).padStart(5)} passed`,
    cell(one.failed, 'failed').padEnd(12),
    cell(one.skipped, 'skipped').padEnd(13),
    cell(one.todo, 'todo').padEnd(10),
    one.p95 === null ? '' : `  p95 ${figure(one.p95)} ms`,
  ].join('')
}

function failure(scenario: ScenarioResult, paint: Paint, most: number): string[] {
  const { error, source, title } = scenario
  const at = scenario.steps.find((step) => step.status === 'failed')?.at ?? source
  const text = (error?.message ?? 'failed without an error').split('\n')
  const shown = text.slice(0, most)
  if (text.length > most) shown.push(`… ${text.length - most} more lines in the report`)
  const why = scenario.blame === 'test' ? [paint.yellow('      could not be run')] : []
  const head = `  ✗ ${(scenario.category ?? '').padEnd(9)} ${title}`
  return [
    `${paint.red(head)}${' '.repeat(Math.max(2, 66 - head.length))}${paint.dim(`${at.file}:${at.line}`)}`,
    ...why,
    ...shown.map((line) => `      ${line}`),
  ]
}

/** "p95 12ms of 200ms ✓". */
function gateText({ name, target, actual, verdict, reason }: GateResult, paint: Paint): string {
  const told = `${name} ${actual} of ${target.replace(/^(at least|at most|over|under) /, '')}`
  switch (verdict) {
    case 'met':
      return `${told} ${paint.green('✓')}`
    case 'missed':
      return paint.red(`${told} ✗`)
    case 'not measured':
      return paint.yellow(`${name} not measured${reason === null ? '' : ` (${reason})`}`)
  }
}

function readinessLines({ readiness, totals, plan }: Results, paint: Paint): string[] {
  const { verdict, reasons } = readiness
  const colour = { ready: paint.green, conditional: paint.yellow, blocked: paint.red }[verdict]
  const [first = `all ${totals.run} scenarios passed`, ...others] = reasons
  const planned = plan
    ? [
        `  plan       ${plan.automated} of ${plan.planned} automated${plan.coverage === null ? '' : ` (${percent(plan.coverage)})`}`,
      ]
    : []
  return [...planned, `  readiness  ${colour(verdict)}: ${first}`, ...others.map((reason) => `             ${reason}`)]
}
