import { categories, methods, severities } from './words.js'

const anything = {}
const text = { type: 'string', minLength: 1, maxLength: 2000 }
const name = { type: 'string', pattern: '^[A-Za-z_$][\\w$.-]{0,79}$' }
const identifier = { type: 'string', pattern: '^[A-Za-z_$][\\w$]{0,79}$' }
const operation = { type: 'string', pattern: `^(?:${methods.join('|')}) /\\S*$` }
const method = { type: 'string', pattern: '^[A-Za-z_$][\\w$]*(?:\\.[A-Za-z_$][\\w$]*)*\\.[A-Za-z_$][\\w$]*$' }
const duration = { type: 'string', pattern: '^\\d+(?:\\.\\d+)? ?(?:ms|s|m)$' }
const status = { type: 'integer', minimum: 100, maximum: 599 }
const values = { type: 'object' }
const times = { type: 'integer', minimum: 1 }
const threshold = { type: ['string', 'number'] }

function record(properties: object, required: readonly string[] = []) {
  return { type: 'object', additionalProperties: false, required, properties }
}

/** A schema with a sentence that editors show. */
function told<S extends object>(description: string, schema: S) {
  return { description, ...schema }
}

function having(key: string) {
  return { type: 'object', required: [key], properties: { [key]: anything } }
}

function oneOrMore(schema: object) {
  return { if: { type: 'array' }, then: { type: 'array', minItems: 1, items: schema }, else: schema }
}

const row = record({ entity: identifier, where: values, with: values }, ['entity', 'where'])
const called = {
  if: { type: 'string' },
  then: method,
  else: {
    if: having('service'),
    then: record({ service: name, request: operation, times, with: told('What its JSON body must hold.', values) }, [
      'service',
      'request',
    ]),
    else: record({ call: method, times, with: told('Its argument, or a list of them.', anything) }, ['call']),
  },
}

const given = {
  if: having('service'),
  then: record({ service: name, answers: operation, status, body: anything }, ['service', 'answers', 'status']),
  else: {
    if: having('row'),
    then: record(
      { row: told('An entity.', identifier), with: values, as: told('Its name in `{name.property}`.', identifier) },
      ['row'],
    ),
    else: record({ state: text, with: values }, ['state']),
  },
}

const when = {
  if: { type: 'string' },
  then: operation,
  else: {
    if: having('call'),
    then: record({ call: method, with: told('Its argument, or a list of them.', anything) }, ['call']),
    else: record(
      {
        request: {
          if: { type: 'string' },
          then: operation,
          else: record({ method: { enum: methods }, path: { type: 'string', pattern: '^/\\S*$' } }, ['method', 'path']),
        },
        body: anything,
        query: values,
        headers: { type: 'object', additionalProperties: { type: 'string' } },
        as: told('A target that the world exports; `nobody` sends no credentials.', identifier),
      },
      ['request'],
    ),
  },
}

const expectation = {
  ...record({
    status,
    body: told('What the JSON body of the reply, or the result of the call, must hold.', anything),
    header: told('By name: its value, or a regular expression between slashes.', {
      type: 'object',
      minProperties: 1,
      additionalProperties: { type: 'string' },
    }),
    row: oneOrMore(row),
    none: oneOrMore(row),
    delta: told('Rows added or removed by table; what is not named must not have moved.', {
      type: 'object',
      additionalProperties: { type: 'integer' },
    }),
    throws: {
      if: { type: 'string' },
      then: name,
      else: record({ type: name, message: text }),
    },
    calls: oneOrMore(called),
    neverCalled: oneOrMore(called),
    within: duration,
  }),
  minProperties: 1,
}

/**
 * The JSON Schema (2020-12) of a fenced `yaml qa-integ` block, the exact part of a plan. A string value of an expected body or row may be
 * `$integer`, `$decimal`, `$string`, `$boolean`, `$uuid` or `$datetime` (any value of that type). Print it with `npx qa-integ plan --schema`.
 */
export const planSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:qa-integ:plan:1',
  title: 'qa-integ plan block',
  description:
    'The exact part of a plan, in a fenced block of Markdown: ```yaml qa-integ. In expected values, $integer, $decimal, $string, $boolean, $uuid and $datetime stand for any value of that type.',
  ...record(
    {
      version: { const: 1 },
      scenarios: {
        type: 'array',
        items: record(
          {
            id: { type: 'string', pattern: '^(?=.*\\d)[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*$', maxLength: 40 },
            title: text,
            category: { enum: categories },
            point: told('A -> B, the boundary under test.', text),
            severity: { enum: severities },
            tags: { type: 'array', items: { type: 'string', pattern: '^[A-Za-z][\\w-]*$' } },
            given: told('What is so before: answers of services, states, rows.', oneOrMore(given)),
            when: told('"METHOD /path", { request, … } or { call: Class.method, with }.', when),
            expect: told('All that must hold afterwards.', expectation),
          },
          ['id', 'title', 'category'],
        ),
      },
      gates: record({
        passRate: threshold,
        p95: threshold,
        p99: threshold,
        average: threshold,
        max: threshold,
        errorRate: threshold,
        throughput: threshold,
        coverage: {
          if: { type: 'object' },
          then: record(Object.fromEntries(categories.map((category) => [category, threshold]))),
          else: threshold,
        },
        blockOn: { type: 'array', items: { enum: severities } },
      }),
      mocks: {
        type: 'array',
        items: record(
          {
            service: name,
            at: { type: 'string', pattern: '^https?://\\S+$' },
            routes: {
              type: 'array',
              items: record({ request: operation, status, body: anything }, ['request', 'status']),
            },
            faults: { type: 'array', items: text },
          },
          ['service'],
        ),
      },
      components: {
        type: 'array',
        items: {
          if: { type: 'string' },
          then: name,
          else: record({ name, methods: { type: 'array', items: identifier } }, ['name']),
        },
      },
      environment: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
      data: {
        type: 'array',
        items: record({
          entity: identifier,
          count: { type: 'integer', minimum: 1 },
          rows: { type: 'array', items: values },
          note: text,
        }),
      },
    },
    ['version'],
  ),
} as const
