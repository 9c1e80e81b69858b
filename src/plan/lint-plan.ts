import { basename } from 'node:path'
import { byPlace, type Diagnostic, type DiagnosticCode, type DiagnosticSeverity } from './diagnostic.js'
import type { Operation, Plan, PlannedCall, PlannedScenario, Position } from './model.js'
import { hint } from './nearest.js'
import { matchOperation } from './operation.js'
import { readSentence } from './sentence.js'

/** What the project has, as far as it is known; what is left out is not checked. */
export interface Known {
  readonly operations?: readonly Operation[]
  readonly entities?: readonly string[]
  readonly components?: readonly { readonly name: string; readonly methods: readonly string[] }[]
  /** What they were read from, for the messages: "openapi.yaml". */
  readonly from?: string
}

type Say = (severity: DiagnosticSeverity, code: DiagnosticCode, at: Position, message: string) => void

function checkOperation(
  { source }: PlannedScenario,
  told: Operation & Partial<Position>,
  known: Known,
  say: Say,
): void {
  if (known.operations === undefined || matchOperation(told, known.operations) !== undefined) return
  const name = `${told.method} ${told.path}`
  const names = known.operations.map(({ method, path }) => `${method} ${path}`)
  const at = { line: told.line ?? source.line, column: told.column ?? source.column }
  const where = known.from ?? 'the OpenAPI document'
  say('error', 'unknown-operation', at, `"${name}": no such operation in ${where}${hint(name, names)}`)
}

function checkEntity(entity: string, at: Position, known: Known, say: Say): void {
  if (known.entities === undefined || known.entities.includes(entity)) return
  say('error', 'unknown-entity', at, `"${entity}" is no entity of the project${hint(entity, known.entities)}`)
}

function checkMethod(component: string, method: string, at: Position, known: Known, say: Say): void {
  if (known.components === undefined) return
  const found = known.components.find(({ name }) => name === component)
  if (found === undefined) {
    const names = known.components.map(({ name }) => name)
    say('error', 'unknown-component', at, `"${component}" is no component of the project${hint(component, names)}`)
  } else if (!found.methods.includes(method)) {
    say('error', 'unknown-component', at, `${component} has no method "${method}"${hint(method, found.methods)}`)
  }
}

function checkCall({ callee, at }: PlannedCall, known: Known, say: Say): void {
  if (callee.kind === 'method') checkMethod(callee.component, callee.method, at, known, say)
}

/** Whether a status is expected, but of no operation. */
function checkEndpoint({ title, details, source }: PlannedScenario, say: Say): boolean {
  const { operations, statuses } = readSentence([title, ...details].join('\n'))
  if (operations.length > 0 || statuses.length === 0) return false
  const message = `"${title}": status ${statuses.join(' or ')} is expected of no single "METHOD /path"`
  say('warning', 'no-endpoint', source, message)
  return true
}

function checkScenario(scenario: PlannedScenario, known: Known, say: Say): void {
  const { how, source } = scenario
  const said = `"${scenario.title}"`
  switch (how.kind) {
    case 'exact': {
      const { given, when, expect } = how
      for (const one of given) if (one.kind === 'row') checkEntity(one.entity, one.at, known, say)
      if (when.kind === 'request') checkOperation(scenario, { ...when, ...when.at }, known, say)
      else checkMethod(when.component, when.method, when.at, known, say)
      for (const { entity, at } of [...expect.rows, ...expect.none]) checkEntity(entity, at, known, say)
      for (const call of [...expect.calls, ...expect.neverCalled]) checkCall(call, known, say)
      return
    }
    case 'request':
      checkOperation(scenario, how, known, say)
      if (how.statuses.length === 0) {
        say('warning', 'no-expect', source, `${said}: an endpoint, but no expected status`)
      }
      return
    case 'generic':
      if (how.on !== undefined) checkOperation(scenario, how.on, known, say)
      else checkEndpoint(scenario, say)
      return
    case 'prose':
      if (scenario.refused === undefined && !checkEndpoint(scenario, say)) {
        say('info', 'prose', source, `${said}: nothing in it can be automated as it stands; it becomes a todo`)
      }
  }
}

function checkIds(plan: Plan, say: Say): void {
  const seen = new Map<string, PlannedScenario>()
  for (const scenario of plan.scenarios) {
    if (scenario.id === undefined) continue
    const first = seen.get(scenario.id)
    if (first === undefined) seen.set(scenario.id, scenario)
    else say('error', 'dup-id', scenario.source, `id ${scenario.id} is already that of line ${first.source.line}`)
  }
}

const agreedName = /^\d{4}-\d{2}-\d{2}-[a-z0-9]+(?:-[a-z0-9]+)*\.md$/

/** Everything that is wrong with a plan: what its reading found, and what the project has not. In the order of the file. */
export function lintPlan(plan: Plan, known: Known = {}): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const say: Say = (severity, code, { line, column }, message) => {
    found.push({ file: plan.file, line, column, severity, code, message })
  }
  if (!agreedName.test(basename(plan.file.replaceAll('\\', '/')))) {
    say('warning', 'file-name', { line: 1, column: 1 }, 'an issue file is named yyyy-mm-dd-kebab-case-summary.md')
  }
  checkIds(plan, say)
  for (const scenario of plan.scenarios) checkScenario(scenario, known, say)
  return [...plan.diagnostics, ...found].sort(byPlace)
}
