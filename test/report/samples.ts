import type { PlanSummary, ReadOptions, Results, WorkerLine } from '../../src/report/index.js'
import { collect } from '../../src/report/index.js'
import type { ResultLine, ScenarioRecord, StepRecord } from '../../src/scenario/record.js'

/** A record of a scenario that passed, but for what is given. */
export function record(given: Partial<ScenarioRecord> = {}): ScenarioRecord {
  return {
    kind: 'scenario',
    title: 'a user is created',
    suites: ['users'],
    at: { file: '/app/test/users.integ.ts', line: 10, column: 1 },
    tags: [],
    attempt: 0,
    status: 'passed',
    startedAt: '2026-11-20T10:00:00.000Z',
    ms: 12.5,
    steps: [step()],
    errors: [],
    notes: [],
    ...given,
  }
}

export const step = (given: Partial<StepRecord> = {}): StepRecord => ({
  keyword: 'expect',
  title: 'status is 201',
  status: 'passed',
  ms: 1.5,
  ...given,
})

/** A record of a scenario whose last step failed. */
export function failing(given: Partial<ScenarioRecord> = {}, title = 'status is 201'): ScenarioRecord {
  const error = {
    name: 'AssertionError',
    message: 'expected 500 to equal 201',
    actual: '500',
    expected: '201',
    stack: 'AssertionError: expected 500 to equal 201\n    at test/users.integ.ts:14:5',
  }
  return record({
    status: 'failed',
    blame: 'product',
    steps: [
      step({ keyword: 'when', title: 'POST /api/users' }),
      step({ title, status: 'failed', error, at: { file: '/app/test/users.integ.ts', line: 14, column: 5 } }),
    ],
    errors: [error],
    ...given,
  })
}

export const exchange = (ms: number, given: object = {}) => ({
  kind: 'exchange',
  method: 'POST',
  path: '/api/users/7',
  status: 201,
  ms,
  target: 'shop',
  ...given,
})

export const lines = (records: readonly ResultLine[], worker = 'worker-1'): WorkerLine[] =>
  records.map((line) => ({ worker, line }))

/** Results of records, in an environment that is the same everywhere. */
export function resultsOf(records: readonly ResultLine[], options: ReadOptions = {}): Results {
  return collect(
    { lines: lines(records), problems: [] },
    {
      root: '/app',
      environment: { name: 'staging', node: '20.20.2', os: 'Linux 6 x64', versions: { mocha: '12.0.3' }, ci: null },
      ...options,
    },
  )
}

export const plan = (given: Partial<PlanSummary> = {}): PlanSummary => ({
  file: '.claude/issues/2026-11-20-checkout.md',
  planned: 5,
  automated: 4,
  todo: 1,
  refused: 0,
  gates: [
    { metric: 'passRate', limit: 'at least', value: 1, unit: 'share' },
    { metric: 'p95', limit: 'under', value: 200, unit: 'ms' },
    { metric: 'coverage', category: 'database', limit: 'at least', value: 0.8, unit: 'share', blocking: false },
  ],
  ...given,
})

const at = (file: string, line: number) => ({ file: `/app/test/${file}`, line, column: 1 })
const start = (ms: number): string => new Date(Date.parse('2026-11-20T10:00:00.000Z') + ms).toISOString()

/** A run in which everything happens that a report can tell, hostile titles included. */
export function everything(): Results {
  const many = Array.from({ length: 40 }, (_, index) =>
    record({
      title: `CV-${index + 3} GET /api/users/${index} is answered`,
      at: at('api.integ.ts', 20 + index * 7),
      category: 'api',
      point: 'Client -> Users API',
      startedAt: start(100 + index * 25),
      ms: 14 + (index % 7) * 3,
      steps: [
        step({ keyword: 'when', title: `GET /api/users/${index}`, ms: 9 }),
        step({ title: 'status is 200', ms: 0.4 }),
      ],
      notes: [
        exchange(6 + ((index * 37) % 41) + (index === 39 ? 160 : 0), {
          method: 'GET',
          path: `/api/users/${index}`,
          status: index % 9 === 0 ? 404 : 200,
        }),
      ],
    }),
  )
  return resultsOf(
    [
      ...many,
      failing({
        title: 'two withdrawals at once lose no money',
        suites: ['accounts', 'races'],
        at: at('database.integ.ts', 31),
        category: 'database',
        point: 'AccountService -> accounts',
        startedAt: start(40),
        ms: 84,
        steps: [
          step({ keyword: 'given', title: 'an account with 70', ms: 3 }),
          step({ keyword: 'when', title: 'two withdrawals race', ms: 71 }),
          step({
            title: 'serializable',
            status: 'failed',
            ms: 4,
            at: at('database.integ.ts', 38),
            attachments: [{ name: 'schedule', value: '3:ABAABB' }],
          }),
        ],
        errors: [
          {
            name: 'AssertionError',
            message:
              'balance is 70, but one after the other gives 20\n(schedule 3 of 14, replay with --schedule 3:ABAABB)',
            expected: '20',
            actual: '70',
            stack: 'AssertionError: balance is 70\n    at test/database.integ.ts:38:7',
          },
        ],
      }),
      failing({
        title: 'IT-014 a declined card sends no receipt',
        at: at('external.integ.ts', 12),
        category: 'external',
        point: 'OrderService -> payments',
        severity: 'critical',
        startedAt: start(200),
        ms: 41,
      }),
      failing({
        title: 'a note is kept <script>alert(1)</script> | `x` ```mermaid\u0005 [a](b) *b*',
        at: at('api.integ.ts', 400),
        category: 'api',
        startedAt: start(1400),
        ms: 22,
      }),
      failing({
        title: 'a report needs the mail server',
        at: at('external.integ.ts', 60),
        category: 'external',
        blame: 'test',
        steps: [],
        startedAt: start(700),
        ms: 5,
        errors: [{ name: 'Error', message: 'connect ECONNREFUSED 127.0.0.1:25' }],
      }),
      failing({
        title: 'stock is reserved',
        at: at('component.integ.ts', 8),
        category: 'component',
        point: 'OrderService -> Stock',
        startedAt: start(500),
        ms: 30,
      }),
      record({
        title: 'stock is reserved',
        at: at('component.integ.ts', 8),
        category: 'component',
        point: 'OrderService -> Stock',
        attempt: 1,
        startedAt: start(540),
        ms: 21,
        notes: [
          {
            kind: 'calls',
            calls: [
              { to: 'OrderService', method: 'place', ms: 12, ok: true },
              { from: 'OrderService', to: 'Stock', method: 'reserve', ms: 3.2, ok: true },
              { from: 'OrderService', to: 'Mailer', method: 'send; end', ms: 1, ok: false },
            ],
          },
        ],
      }),
      record({
        title: 'orders are placed quickly',
        at: at('component.integ.ts', 40),
        category: 'component',
        point: 'OrderService → Stock',
        startedAt: start(800),
        ms: 400,
        notes: [
          {
            kind: 'samples',
            title: 'place an order',
            n: 120,
            errors: 0,
            ms: { average: 3.1, p95: 5.2, p99: 9.4, max: 12.5, total: 390 },
            concurrency: 4,
          },
        ],
      }),
      record({
        title: 'rows are read in bulk',
        at: at('database.integ.ts', 80),
        status: 'skipped',
        reason: 'needs PostgreSQL',
        category: 'database',
        steps: [],
        startedAt: start(900),
        ms: 0,
      }),
      {
        kind: 'pending',
        title: 'CV-2 Error response format verification',
        suites: ['users'],
        at: at('api.integ.ts', 9),
        category: 'api',
        tags: ['smoke'],
        why: 'todo',
      },
      { kind: 'late', scenario: 'orders are placed quickly', what: 'a timer that fired 30 ms after the end' },
      { kind: 'handle', name: 'shop', event: 'started', ms: 210 },
      { kind: 'handle', name: 'shop', event: 'stopped', ms: 12 },
    ],
    {
      run: { id: 'run-1', command: 'qa-integ run' },
      plan: plan({
        scenarios: [
          { id: 'IT-014', title: 'a declined card sends no receipt', line: 210 },
          { title: 'nobody wrote this', line: 215 },
        ],
      }),
      coverage: { total: 0.81, api: 0.9, database: 0.71 },
      problems: [
        {
          kind: 'unknown line',
          text: 'a line of kind "x" is not known and was left out',
          file: '/r/worker-1.ndjson',
          line: 7,
          incomplete: false,
        },
      ],
    },
  )
}
