import { expect } from 'chai'
import fc from 'fast-check'
import { collect } from '../../src/report/index.js'
import { exchange, failing, lines, plan, record, resultsOf } from './samples.js'

describe('the results of a run', () => {
  it('count a scenario once, whatever its attempts, and call it flaky when it passed at last', () => {
    const { totals, scenarios, findings } = resultsOf([failing(), failing({ attempt: 1 }), record({ attempt: 2 })])
    expect(totals).to.include({ scenarios: 1, run: 1, passed: 1, failed: 0, flaky: 1, passRate: 1 })
    expect(scenarios[0]?.attempts.map(({ status }) => status)).to.deep.equal(['failed', 'failed', 'passed'])
    expect(findings.map(({ kind }) => kind)).to.deep.equal(['flaky'])
  })

  it('let the last attempt decide', () => {
    const { totals, scenarios } = resultsOf([failing(), failing({ attempt: 1, ms: 7 })])
    expect(totals).to.include({ failed: 1, flaky: 0 })
    expect(scenarios[0]).to.include({ status: 'failed', flaky: false, ms: 7 })
  })

  it('tell scenarios apart by file, describes and title', () => {
    const at = { file: '/app/test/other.integ.ts', line: 1, column: 1 }
    expect(
      resultsOf([record(), record({ at }), record({ suites: [] }), record({ title: 'x' })]).totals.scenarios,
    ).to.equal(4)
  })

  it('tell rows that read alike apart, each with its own attempts', () => {
    const { scenarios } = resultsOf([failing(), record({ attempt: 1 }), failing(), failing({ attempt: 1 })])
    expect(scenarios.map(({ status, flaky, attempts }) => [status, flaky, attempts.length])).to.deep.equal([
      ['passed', true, 2],
      ['failed', false, 2],
    ])
    expect(new Set(scenarios.map(({ id }) => id)).size).to.equal(2)
  })

  it('join what several folders hold of a scenario, in the order of time', () => {
    const again = record({ startedAt: '2026-11-20T11:00:00.000Z' })
    const { totals, scenarios } = collect(
      { lines: [...lines([again], '2/worker-9'), ...lines([failing()], '1/worker-1')], problems: [] },
      { root: '/app' },
    )
    expect(totals).to.include({ scenarios: 1, passed: 1, flaky: 1 })
    expect(scenarios[0]?.worker).to.equal('2/worker-9')
  })

  it('count what was declared and not run', () => {
    const pending = { suites: [], at: record().at, tags: [], kind: 'pending' } as const
    const { totals, scenarios } = resultsOf([
      { ...pending, title: 'a', why: 'todo' },
      { ...pending, title: 'b', why: 'bare' },
      { ...pending, title: 'c', why: 'skip' },
      record({ title: 'd', status: 'skipped', reason: 'needs PostgreSQL' }),
    ])
    expect(totals).to.include({ scenarios: 4, run: 0, todo: 2, skipped: 2, passRate: null })
    expect(scenarios.find(({ title }) => title === 'd')?.reason).to.equal('needs PostgreSQL')
  })

  it('have the four categories always, and say what has none', () => {
    const { categories, uncategorised } = resultsOf([record({ category: 'database' }), failing({ title: 'x' })])
    expect(categories.map(({ category, run, coverage }) => [category, run, coverage])).to.deep.equal([
      ['api', 0, null],
      ['component', 0, null],
      ['database', 1, null],
      ['external', 0, null],
    ])
    expect(uncategorised).to.include({ run: 1, failed: 1 })
    expect(resultsOf([record({ category: 'api' })]).uncategorised).to.equal(null)
  })

  it('are the same in whatever order the workers wrote', () => {
    const all = Array.from({ length: 6 }, (_, n) =>
      record({ title: `t${n}`, at: { ...record().at, line: n + 1 }, startedAt: `2026-11-20T10:00:0${n}.000Z` }),
    )
    const whole = JSON.stringify(resultsOf(all))
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 6 }), (shuffled) => {
        expect(JSON.stringify(resultsOf(shuffled))).to.equal(whole)
      }),
      { numRuns: 50 },
    )
  })

  it('tell files from the root, also from a file URL, and leave others alone', () => {
    const of = (file: string) => resultsOf([record({ at: { file, line: 1, column: 1 } })]).scenarios[0]?.source.file
    expect(of('/app/test/a.ts')).to.equal('test/a.ts')
    expect(of('file:///app/test/a.ts')).to.equal('test/a.ts')
    expect(of('/elsewhere/a.ts')).to.equal('/elsewhere/a.ts')
    expect(of('test/a.ts')).to.equal('test/a.ts')
  })

  it('take when it ran from the records, and what is known better from the caller', () => {
    const later = record({ title: 'b', startedAt: '2026-11-20T10:00:02.000Z', ms: 500 })
    expect(resultsOf([later, record()]).run).to.include({
      startedAt: '2026-11-20T10:00:00.000Z',
      ms: 2500,
      command: null,
    })
    expect(resultsOf([record()], { run: { ms: 9, command: 'x' } }).run).to.include({ ms: 9, command: 'x' })
    expect(resultsOf([]).run).to.include({ startedAt: null, ms: null })
  })

  it('name boundaries in one notation, and count the components on either side', () => {
    const { integrationPoints, totals } = resultsOf([
      record({ title: 'a', point: 'Orders -> Billing', category: 'component' }),
      failing({ title: 'b', point: 'Orders→Billing', category: 'component' }),
      record({ title: 'c', point: 'Orders => Mail' }),
    ])
    expect(integrationPoints.map(({ name, verdict, run, failed }) => [name, verdict, run, failed])).to.deep.equal([
      ['Orders -> Billing', 'failed', 2, 1],
      ['Orders -> Mail', 'passed', 1, 0],
    ])
    expect(totals).to.include({ components: 3, integrationPoints: 2 })
  })

  it('say of a boundary that nothing is known when its scenarios could not be run', () => {
    const verdict = (...records: Parameters<typeof resultsOf>[0]) => resultsOf(records).integrationPoints[0]?.verdict
    const point = 'A -> B'
    expect(verdict(failing({ point, blame: 'test' }), record({ point, title: 'x' }))).to.equal('not run')
    expect(verdict(failing({ point, blame: 'test' }), failing({ point, title: 'x' }))).to.equal('failed')
    expect(verdict(record({ point, status: 'skipped' }))).to.equal('not run')
  })

  it('gather requests by operation, with the ids in their paths left open', () => {
    const notes = [
      exchange(10),
      exchange(30, { path: '/api/users/8?x=1', status: 404 }),
      exchange(5, { path: '/api/orders/3f2b8c1e-0000-4000-8000-123456789abc/lines', method: 'get' }),
      exchange(7, { path: '/v1/payments', service: 'payments', target: undefined, status: undefined }),
    ]
    expect(resultsOf([record({ notes })]).endpoints).to.deep.equal([
      {
        kind: 'api',
        target: 'shop',
        method: 'GET',
        path: '/api/orders/{id}/lines',
        calls: 1,
        statuses: { 201: 1 },
        average: 5,
        p95: null,
        max: 5,
      },
      {
        kind: 'api',
        target: 'shop',
        method: 'POST',
        path: '/api/users/{id}',
        calls: 2,
        statuses: { 201: 1, 404: 1 },
        average: 20,
        p95: null,
        max: 30,
      },
      {
        kind: 'external',
        target: 'payments',
        method: 'POST',
        path: '/v1/payments',
        calls: 1,
        statuses: { 'no response': 1 },
        average: 7,
        p95: null,
        max: 7,
      },
    ])
  })

  it('say which planned scenarios left no result, found by id or by words', () => {
    const scenarios = [
      { id: 'IT-1', title: 'first', line: 5 },
      { title: 'Second thing', line: 6 },
      { id: 'IT-10', title: 'third', line: 7 },
    ]
    const { plan: info, scenarios: found } = resultsOf(
      [record({ title: 'IT-1 first one' }), record({ title: 'CV-3 second  thing' })],
      {
        plan: plan({ scenarios }),
      },
    )
    expect(info?.missing).to.deep.equal([{ id: 'IT-10', title: 'third', line: 7 }])
    expect(info?.coverage).to.equal(0.8)
    expect(found.map(({ id, planLine }) => [id, planLine])).to.deep.equal([
      ['IT-1', 5],
      ['CV-3', 6],
    ])
  })

  it('hold no control characters and no colours', () => {
    const { scenarios } = resultsOf([
      failing({ title: 'a\u0005b \u001b[31mred\u001b[0m\u202e', errors: [{ name: 'E', message: 'x\u0000y\r\nz' }] }),
    ])
    expect(scenarios[0]?.title).to.equal('ab red')
    expect(scenarios[0]?.error?.message).to.equal('xy\nz')
  })

  it('keep attachments of what failed, cut where they are long', () => {
    const withOne = (status: 'passed' | 'failed') =>
      resultsOf([
        record({
          status,
          steps: [
            {
              keyword: 'when',
              title: 't',
              status: 'passed',
              ms: 1,
              attachments: [{ name: 'body', value: { a: 'x'.repeat(9_000) } }],
            },
          ],
        }),
      ]).scenarios[0]?.steps[0]?.attachments
    expect(withOne('passed')).to.deep.equal([])
    expect(withOne('failed')?.[0]?.text).to.match(/^\{\n {2}"a": "x+… \(\d+ more characters\)$/)
  })
})
