import { schemaVersion } from './results.js'
import { categories, severities } from './words.js'

/** A JSON Schema, as plain data. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

const text = { type: 'string' }
const maybeText = { type: ['string', 'null'] }
const count = { type: 'integer', minimum: 0 }
const measured = { type: ['number', 'null'], minimum: 0 }
const share = { type: ['number', 'null'], minimum: 0, maximum: 1 }
const flag = { type: 'boolean' }
const category = { enum: [...categories, null] }
const severity = { enum: [...severities] }

const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items })
const oneOf = (...values: readonly unknown[]): JsonSchema => ({ enum: values })
const ref = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` })
const maybe = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] })
const object = (properties: { readonly [name: string]: JsonSchema }): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})

const tally = { run: count, passed: count, failed: count, skipped: count, todo: count }
const figures = {
  samples: measured,
  average: measured,
  p95: measured,
  p99: measured,
  max: measured,
  errorRate: share,
  throughput: measured,
  concurrency: measured,
}
const named = list(object({ name: text, text }))

const definitions = {
  place: object({ file: text, line: count, column: count }),
  error: object({ name: text, message: text, stack: maybeText, actual: maybeText, expected: maybeText }),
  step: object({
    keyword: oneOf('given', 'when', 'expect', 'verify'),
    title: text,
    status: oneOf('passed', 'failed', 'not run'),
    ms: { type: 'number', minimum: 0 },
    at: maybe(ref('place')),
    error: maybeText,
    attachments: named,
  }),
  attempt: object({
    attempt: count,
    status: oneOf('passed', 'failed', 'skipped'),
    startedAt: text,
    ms: { type: 'number', minimum: 0 },
    error: maybe(ref('error')),
  }),
  call: object({ from: maybeText, to: text, method: text, ms: measured, ok: flag }),
  scenario: object({
    id: text,
    title: text,
    suites: list(text),
    source: ref('place'),
    planLine: { type: ['integer', 'null'], minimum: 1 },
    category,
    point: maybeText,
    severity: { enum: [...severities, null] },
    tags: list(text),
    status: oneOf('passed', 'failed', 'skipped', 'todo'),
    blame: oneOf('product', 'test', null),
    flaky: flag,
    reason: maybeText,
    worker: maybeText,
    startedAt: maybeText,
    ms: measured,
    steps: list(ref('step')),
    attempts: list(ref('attempt')),
    error: maybe(ref('error')),
    furtherErrors: list(ref('error')),
    calls: list(ref('call')),
    evidence: named,
  }),
  integrationPoint: object({
    name: text,
    category,
    verdict: oneOf('passed', 'failed', 'not run'),
    ...tally,
    calls: count,
    average: measured,
    p95: measured,
  }),
  endpoint: object({
    kind: oneOf('api', 'external'),
    target: maybeText,
    method: text,
    path: text,
    calls: count,
    statuses: { type: 'object', additionalProperties: count },
    average: measured,
    p95: measured,
    max: measured,
  }),
  performance: object({
    ...figures,
    peakThroughput: measured,
    method: maybeText,
    measurements: list(object({ title: text, scenario: text, category, point: maybeText, ...figures })),
    distribution: maybe(
      object({
        samples: count,
        p95: measured,
        p99: measured,
        bins: list(object({ from: { type: 'number' }, to: { type: 'number' }, count })),
      }),
    ),
  }),
  finding: object({
    id: text,
    kind: oneOf('defect', 'could not be run', 'flaky'),
    severity,
    title: text,
    rule: text,
    impact: text,
    scenario: text,
    category,
    point: maybeText,
    evidence: named,
    reproduce: list(text),
    expected: text,
    actual: text,
    at: ref('place'),
  }),
  gate: object({
    name: text,
    target: text,
    actual: maybeText,
    verdict: oneOf('met', 'missed', 'not measured'),
    blocking: flag,
    reason: maybeText,
  }),
}

/**
 * The JSON Schema (draft 2020-12) of the results document.
 *
 * @example
 * ```ts
 * import assert from 'node:assert'
 * import { Ajv2020 } from 'ajv/dist/2020.js'
 * import { collect, resultsSchema } from 'qa-integ/report'
 *
 * const results = collect({ lines: [], problems: [] })
 * assert.ok(new Ajv2020({ allowUnionTypes: true }).validate(resultsSchema, results))
 * ```
 */
export const resultsSchema: JsonSchema = Object.freeze({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `urn:qa-integ:results:${schemaVersion}`,
  title: 'Results of a qa-integ run',
  description: 'Null is "not measured". Durations are milliseconds, shares run from 0 to 1.',
  ...object({
    schemaVersion: { type: 'string', pattern: `^${schemaVersion.split('.')[0]}\\.\\d+\\.\\d+$` },
    run: object({ id: text, startedAt: maybeText, ms: measured, command: maybeText }),
    environment: object({
      name: text,
      node: text,
      os: text,
      versions: { type: 'object', additionalProperties: text },
      ci: maybe(object({ name: text, build: maybeText, commit: maybeText, branch: maybeText })),
    }),
    plan: maybe(
      object({
        file: text,
        planned: count,
        automated: count,
        todo: count,
        refused: count,
        coverage: share,
        missing: list(object({ id: maybeText, title: text, line: count })),
      }),
    ),
    totals: object({
      scenarios: count,
      ...tally,
      couldNotRun: count,
      flaky: count,
      passRate: share,
      coverage: share,
      components: count,
      integrationPoints: count,
    }),
    categories: {
      ...list(object({ category: { enum: [...categories] }, ...tally, coverage: share, p95: measured })),
      minItems: 4,
      maxItems: 4,
    },
    uncategorised: maybe(object(tally)),
    scenarios: list(ref('scenario')),
    integrationPoints: list(ref('integrationPoint')),
    endpoints: list(ref('endpoint')),
    performance: ref('performance'),
    findings: list(ref('finding')),
    gates: list(ref('gate')),
    readiness: object({ verdict: oneOf('ready', 'conditional', 'blocked'), reasons: list(text) }),
    late: list(object({ scenario: text, what: text })),
    handles: list(object({ name: text, started: count, stopped: count, ms: { type: 'number', minimum: 0 } })),
    problems: list(
      object({
        kind: oneOf('torn line', 'unreadable line', 'unknown line', 'worker never ended', 'runner', 'plan'),
        text,
        file: maybeText,
        line: { type: ['integer', 'null'] },
        incomplete: flag,
      }),
    ),
  }),
  $defs: definitions,
})
