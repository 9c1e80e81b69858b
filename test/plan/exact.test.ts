import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import { planSchema } from '../../src/plan/index.js'
import { planOf, planOfFile, remarks } from './plan-of.js'

const fence = (...lines: string[]) => ['```yaml qa-integ', ...lines, '```']

describe('the exact block', () => {
  it("reads the tour's example", () => {
    const plan = planOf(
      ...fence(
        'version: 1',
        'scenarios:',
        '  - id: IT-014',
        '    title: a declined card sends no receipt',
        '    category: external',
        '    point: OrderService -> payments',
        '    severity: critical',
        '    given: [{ service: payments, answers: POST /v1/payments, status: 402 }]',
        '    when: { call: OrderService.process, with: { order: 1 } }',
        '    expect: { throws: PaymentFailed, neverCalled: Mailer.receipt }',
        'gates: { passRate: 100%, p95: 200ms, blockOn: [critical, high] }',
      ),
    )
    expect(plan.diagnostics).to.deep.equal([])
    expect(plan.scenarios).to.deep.equal([
      {
        id: 'IT-014',
        key: 'IT-014',
        title: 'a declined card sends no receipt',
        category: 'external',
        point: 'OrderService -> payments',
        severity: 'critical',
        tags: [],
        source: { line: 7, column: 5, text: 'a declined card sends no receipt' },
        details: [],
        how: {
          kind: 'exact',
          given: [
            {
              kind: 'service',
              service: 'payments',
              answers: { method: 'POST', path: '/v1/payments' },
              status: 402,
              at: { line: 12, column: 13 },
            },
          ],
          when: {
            kind: 'call',
            component: 'OrderService',
            method: 'process',
            with: [{ order: 1 }],
            at: { line: 13, column: 11 },
          },
          expect: {
            rows: [],
            none: [],
            throws: { type: 'PaymentFailed', at: { line: 14, column: 23 } },
            calls: [],
            neverCalled: [
              { callee: { kind: 'method', component: 'Mailer', method: 'receipt' }, at: { line: 14, column: 51 } },
            ],
          },
        },
      },
    ])
    expect(plan.gates.map(({ metric, value, source }) => [metric, value, source.line, source.column])).to.deep.equal([
      ['passRate', 1, 15, 20],
      ['p95', 200, 15, 31],
    ])
    expect(plan.blockOn).to.deep.equal(['critical', 'high'])
  })

  it('reads everything else that it may hold', () => {
    const plan = planOf(
      ...fence(
        'version: 1',
        'scenarios:',
        '  - id: IT-1',
        '    title: an order is stored',
        '    category: api',
        '    tags: [smoke]',
        '    given:',
        '      - { row: User, with: { name: Ann }, as: user }',
        '      - { state: a shop is open, with: { hour: 9 } }',
        '    when: { request: { method: POST, path: /api/orders }, body: { qty: 2 }, query: { a: 1 }, headers: { x-a: b }, as: admin }',
        '    expect:',
        '      status: 201',
        '      body: { id: $integer }',
        '      header: { location: /^\\/api/ }',
        '      row: { entity: Order, where: { id: 1 }, with: { qty: 2 } }',
        '      none: [{ entity: Basket, where: { id: 1 } }]',
        '      delta: { orders: 1 }',
        '      calls: [{ service: payments, request: POST /v1/payments, times: 1 }, { call: Mailer.receipt, with: [a] }]',
        '      within: 200ms',
      ),
      ...fence(
        'version: 1',
        'components: [Mailer, { name: OrderService, methods: [process] }]',
        'environment: { node: 20, database: sqlite }',
        'mocks:',
        '  - { service: payments, at: https://pay.example.com, routes: [{ request: POST /v1/payments, status: 201 }], faults: [timeout] }',
        'data: [{ entity: User, count: 10 }]',
        'gates: { coverage: { api: 80% } }',
      ),
    )
    expect(plan.diagnostics).to.deep.equal([])
    const how = plan.scenarios[0]?.how
    if (how?.kind !== 'exact') throw new Error('it is exact')
    expect(how.given.map(({ kind }) => kind)).to.deep.equal(['row', 'state'])
    expect(how.when).to.deep.include({
      kind: 'request',
      method: 'POST',
      path: '/api/orders',
      body: { qty: 2 },
      as: 'admin',
    })
    expect(how.expect).to.deep.include({ status: 201, body: { id: '$integer' }, delta: { orders: 1 }, within: '200ms' })
    expect(how.expect.rows[0]).to.deep.include({ entity: 'Order', where: { id: 1 }, with: { qty: 2 } })
    expect(how.expect.none[0]).to.deep.include({ entity: 'Basket' })
    expect(how.expect.calls.map(({ callee, times, with: args }) => [callee.kind, times, args])).to.deep.equal([
      ['endpoint', 1, undefined],
      ['method', undefined, ['a']],
    ])
    expect(plan.components.map(({ name, methods }) => [name, methods])).to.deep.equal([
      ['Mailer', []],
      ['OrderService', ['process']],
    ])
    expect(plan.environment).to.deep.equal({ node: '20', database: 'sqlite' })
    expect(plan.mocks[0]).to.deep.include({ service: 'payments', at: 'https://pay.example.com', faults: ['timeout'] })
    expect(plan.data[0]).to.deep.include({ entity: 'User', count: 10 })
    expect(plan.gates[0]).to.deep.include({ metric: 'coverage', category: 'api', value: 0.8 })
  })

  it('says every error at its place, and keeps what is wrong as refused', () => {
    const plan = planOf(
      ...fence(
        'version: 1',
        'scenarios:',
        '  - id: IT-001',
        '    title: a',
        '    category: databse',
        '    severty: high',
        '    when: POST api/users',
        '    expect: { status: 2O1, row: { entity: User } }',
        '  - id: IT-002',
        '    title: b',
        '    category: api',
        '    when: GET /a',
        'gates: { p95: fast }',
      ),
    )
    expect(
      plan.diagnostics.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`),
    ).to.deep.equal([
      '9:15 schema scenarios[0].category is "databse", not one of api, component, database, external. Nearest: database',
      '10:5 schema scenarios[0] knows no "severty"; it has id, title, category, point, severity, tags, given, when, expect. Nearest: severity',
      '11:11 schema scenarios[0].when is "POST api/users", which is not "METHOD /path", such as POST /api/users',
      '12:23 schema scenarios[0].expect.status is "2O1", where integer is expected',
      '12:33 schema scenarios[0].expect.row has no "where"',
      '13:5 no-expect "b": it has a when, but expects nothing',
      `17:15 gate "fast" for p95 can't be measured: write it as 200ms`,
    ])
    expect(plan.scenarios.map(({ id, refused }) => [id, refused?.slice(0, 16)])).to.deep.equal([
      ['IT-001', 'line 10: scenari'],
      ['IT-002', 'it has a when, b'],
    ])
  })

  it('finds places inside of lists, quotes and CRLF', () => {
    const plan = planOfFile(
      '## QA Planning Phase (by qa agent)\r',
      '- x\r',
      '\r',
      '  > ```yaml qa-integ\r',
      '  > version: 2\r',
      '  > ```\r',
    )
    expect(remarks(plan, 'schema')).to.deep.equal(['5:14 version is 2; this version of qa-integ reads 1'])
  })

  it('keeps the scenarios of a block that is no YAML as refused', () => {
    const plan = planOf(
      ...fence(
        'version: 1',
        'scenarios:',
        '  - { id: IT-1, title: a, category: api }',
        '  - { id: IT-2, title: b',
        'gates: }',
      ),
    )
    expect(remarks(plan, 'yaml').length).to.be.above(0)
    expect(plan.scenarios.map(({ id }) => id)).to.include('IT-1')
    expect(plan.scenarios.every(({ refused }) => refused !== undefined)).to.equal(true)
  })

  it('reads no alias, no code and no prototype', () => {
    const bomb = planOf(...fence('version: 1', 'scenarios: &a [*a]'))
    expect(remarks(bomb, 'yaml')[0]).to.match(/^6:16 aliases are not read/)
    const tagged = planOf(...fence('version: !!js/function "function () {}"', 'scenarios: []'))
    expect(tagged.diagnostics.map(({ code }) => code)).to.include('schema')
    const own = planOf(...fence('version: 1', '__proto__: { version: 1 }'))
    expect(remarks(own, 'schema')[0]).to.contain('knows no "__proto__"')
    const deep = planOf(...fence(`version: ${'['.repeat(5000)}`))
    expect(deep.diagnostics.map(({ code }) => code)).to.include('yaml')
  })

  it('replaces the sentence that has the same id', () => {
    const plan = planOf(
      '### API Integration Test: A -> B',
      '- IT-1: it works',
      '- IT-2: it works too',
      ...fence(
        'version: 1',
        'scenarios: [{ id: IT-1, title: it works, category: api, when: GET /a, expect: { status: 200 } }]',
      ),
    )
    expect(plan.scenarios.map(({ id, how }) => [id, how.kind])).to.deep.equal([
      ['IT-2', 'prose'],
      ['IT-1', 'exact'],
    ])
  })

  it('has a schema that a strict validator takes', () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(planSchema)
    expect(planSchema.$schema).to.equal('https://json-schema.org/draft/2020-12/schema')
    expect(validate({ version: 1, scenarios: [] })).to.equal(true)
    expect(validate({ version: 1, scenarios: [{ id: 'A-1', title: 'a', category: 'api', when: 'GET a' }] })).to.equal(
      false,
    )
  })
})
