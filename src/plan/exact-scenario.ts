import { cleanText, readPoint } from './clean-text.js'
import type { ExactBlock } from './exact-block.js'
import type {
  How,
  Json,
  JsonObject,
  Operation,
  PlannedCall,
  PlannedExpect,
  PlannedGiven,
  PlannedRow,
  PlannedWhen,
  PlanSource,
} from './model.js'
import { type Reading, say } from './reading.js'
import { normalPath } from './sentence.js'
import { isCategory, isSeverity } from './words.js'

type Path = readonly (string | number)[]
type Given = readonly PlannedGiven[]

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V })
}

/** One or a list of them, each with its path. */
function several(value: Json | undefined, path: Path): { readonly value: Json; readonly path: Path }[] {
  if (value === undefined) return []
  return Array.isArray(value)
    ? value.map((entry: Json, index) => ({ value: entry, path: [...path, index] }))
    : [{ value, path }]
}

function operationOf(text: string): Operation {
  const space = text.indexOf(' ')
  return { method: text.slice(0, space), path: normalPath(text.slice(space + 1)) }
}

/** `Class.method`; what stands before the last point is the component. */
function methodOf(text: string): { readonly component: string; readonly method: string } {
  const point = text.lastIndexOf('.')
  return { component: text.slice(0, point), method: text.slice(point + 1) }
}

function argumentsOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return []
  return Array.isArray(value) ? (value as readonly Json[]) : [value]
}

function givenOf(block: ExactBlock, value: Json | undefined, path: Path): Given {
  return several(value, path).map(({ value, path }): PlannedGiven => {
    const told = object(value)
    const at = block.at(path)
    const values = optional('with', told.with === undefined ? undefined : object(told.with))
    if (told.service !== undefined) {
      const answers = operationOf(String(told.answers))
      const body = optional('body', told.body)
      return { kind: 'service', service: String(told.service), answers, status: Number(told.status), ...body, at }
    }
    if (told.row === undefined) return { kind: 'state', state: cleanText(String(told.state)), ...values, at }
    return {
      kind: 'row',
      entity: String(told.row),
      ...values,
      ...optional('as', told.as === undefined ? undefined : String(told.as)),
      at,
    }
  })
}

function whenOf(block: ExactBlock, value: Json, path: Path): PlannedWhen {
  const at = block.at(path)
  if (typeof value === 'string') return { kind: 'request', ...operationOf(value), at }
  const told = object(value)
  if (told.call !== undefined) {
    return { kind: 'call', ...methodOf(String(told.call)), with: argumentsOf(told.with), at }
  }
  const named = object(told.request)
  const request =
    typeof told.request === 'string'
      ? operationOf(told.request)
      : { method: String(named.method), path: normalPath(String(named.path)) }
  return {
    kind: 'request',
    ...request,
    ...optional('body', told.body),
    ...optional('query', told.query === undefined ? undefined : object(told.query)),
    ...optional('headers', told.headers === undefined ? undefined : object(told.headers)),
    ...optional('as', told.as === undefined ? undefined : String(told.as)),
    at,
  }
}

function rowsOf(block: ExactBlock, value: Json | undefined, path: Path): PlannedRow[] {
  return several(value, path).map(({ value, path }) => {
    const told = object(value)
    const values = optional('with', told.with === undefined ? undefined : object(told.with))
    return { entity: String(told.entity), where: object(told.where), ...values, at: block.at(path) }
  })
}

function callsOf(block: ExactBlock, value: Json | undefined, path: Path): PlannedCall[] {
  return several(value, path).map(({ value, path }): PlannedCall => {
    const at = block.at(path)
    if (typeof value === 'string') return { callee: { kind: 'method', ...methodOf(value) }, at }
    const told = object(value)
    const callee: PlannedCall['callee'] =
      told.service === undefined
        ? { kind: 'method', ...methodOf(String(told.call)) }
        : { kind: 'endpoint', service: String(told.service), request: operationOf(String(told.request)) }
    return {
      callee,
      ...optional('times', told.times === undefined ? undefined : Number(told.times)),
      ...optional('with', told.with === undefined ? undefined : argumentsOf(told.with)),
      at,
    }
  })
}

function throwsOf(block: ExactBlock, value: Json, path: Path): PlannedExpect['throws'] {
  const at = block.at(path)
  if (typeof value === 'string') return { type: value, at }
  const told = object(value)
  return {
    ...optional('type', told.type === undefined ? undefined : String(told.type)),
    ...optional('message', told.message === undefined ? undefined : String(told.message)),
    at,
  }
}

function expectOf(block: ExactBlock, value: Json, path: Path): PlannedExpect {
  const told = object(value)
  return {
    ...optional('status', told.status === undefined ? undefined : Number(told.status)),
    ...optional('body', told.body),
    ...optional('header', told.header as { readonly [name: string]: string } | undefined),
    rows: rowsOf(block, told.row, [...path, 'row']),
    none: rowsOf(block, told.none, [...path, 'none']),
    ...optional('delta', told.delta as { readonly [table: string]: number } | undefined),
    ...optional('throws', told.throws === undefined ? undefined : throwsOf(block, told.throws, [...path, 'throws'])),
    calls: callsOf(block, told.calls, [...path, 'calls']),
    neverCalled: callsOf(block, told.neverCalled, [...path, 'neverCalled']),
    ...optional('within', told.within === undefined ? undefined : String(told.within)),
  }
}

/** Half a scenario is a mistake: what is done must be judged, and what is expected must follow from something. */
function halfTold(reading: Reading, block: ExactBlock, told: JsonObject, path: Path): string | undefined {
  if ((told.when === undefined) === (told.expect === undefined)) return undefined
  const why = told.when === undefined ? 'it expects something, but has no when' : 'it has a when, but expects nothing'
  say(reading, 'error', 'no-expect', block.at(path), `"${cleanText(String(told.title))}": ${why}`)
  return why
}

/** Adds the scenarios of a block; one that the schema refuses stays in the plan, with the reason. */
export function readExactScenarios(reading: Reading, block: ExactBlock): void {
  for (const [index, { value, path }] of several(block.value.scenarios, ['scenarios']).entries()) {
    const told = object(value)
    const refused = block.wrongIn(index) ?? halfTold(reading, block, told, path)
    const how: How =
      refused === undefined && told.when !== undefined && told.expect !== undefined
        ? {
            kind: 'exact',
            given: givenOf(block, told.given, [...path, 'given']),
            when: whenOf(block, told.when, [...path, 'when']),
            expect: expectOf(block, told.expect, [...path, 'expect']),
          }
        : { kind: 'prose' }
    const id = typeof told.id === 'string' ? cleanText(told.id) : ''
    const title = typeof told.title === 'string' ? cleanText(told.title) : ''
    const point = typeof told.point === 'string' ? readPoint(told.point) : undefined
    const source: PlanSource = { ...block.at(path), text: title || id || `scenario ${index + 1}` }
    reading.exact.push({
      ...optional('id', id === '' ? undefined : id),
      title: source.text,
      category: isCategory(told.category) ? told.category : 'api',
      ...optional('point', point),
      ...(isSeverity(told.severity) ? { severity: told.severity } : {}),
      tags: Array.isArray(told.tags) ? told.tags.map((tag: Json) => cleanText(String(tag))) : [],
      source,
      details: [],
      how,
      ...optional('refused', refused),
    })
  }
}
