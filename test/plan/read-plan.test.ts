import { expect } from 'chai'
import { readPlan } from '../../src/plan/index.js'
import { planOf, planOfFile, remarks } from './plan-of.js'

const suite = ['### API Integration Test: Client → Users API', '#### Test Scenarios']
const request = (method: string, path: string, ...statuses: number[]) => ({ kind: 'request', method, path, statuses })

describe("the planner's Markdown", () => {
  it('reads suites, groups and bullets', () => {
    const plan = planOf(
      '> **Status**: 🔄 In Progress  ',
      '> **Agent**: qa',
      ...suite,
      '1. **Contract Validation**',
      "   - `POST /api/users` returns 201 with the new user's id",
      '   - Error response format verification',
      '2. **Error Handling**',
      '   - [ ] IT-7: GET /api/users/:id → 404 (critical) @smoke',
      '   - the basket is emptied',
    )
    expect(plan.title).to.equal('Checkout')
    expect(plan.status).to.equal('In Progress')
    expect(plan.suites).to.have.lengthOf(1)
    expect(plan.suites[0]).to.deep.include({ category: 'api', point: 'Client -> Users API' })
    expect(plan.diagnostics).to.deep.equal([])
    const [created, format, missing, emptied] = plan.scenarios
    expect(created).to.deep.equal({
      key: 'api | client users api | POST /api/users | 201 | post api users returns 201 with the new user s id',
      title: "POST /api/users returns 201 with the new user's id",
      category: 'api',
      point: 'Client -> Users API',
      group: 'Contract Validation',
      tags: [],
      source: { line: 9, column: 4, text: "`POST /api/users` returns 201 with the new user's id" },
      details: [],
      how: request('POST', '/api/users', 201),
    })
    expect(format?.how).to.deep.equal({ kind: 'generic', what: 'error-format' })
    expect(missing).to.deep.include({
      id: 'IT-7',
      key: 'IT-7',
      severity: 'critical',
      tags: ['smoke'],
      group: 'Error Handling',
    })
    expect(missing?.title).to.equal('GET /api/users/:id → 404')
    expect(missing?.how).to.deep.equal(request('GET', '/api/users/{id}', 404))
    expect(emptied?.how).to.deep.equal({ kind: 'prose' })
    expect(plan.scenarios).to.have.lengthOf(4)
  })

  it('knows the four categories by their headings, damaged ones too', () => {
    const plan = planOf(
      '### Component Integration Test: A \uFFFD B',
      '- x works',
      '### Database Integration Test: [UserService] -> [users]',
      '- x works',
      '### External Service Integration Test: A to B',
      '- x works',
    )
    expect(plan.scenarios.map(({ category, point }) => [category, point])).to.deep.equal([
      ['component', 'A -> B'],
      ['database', 'UserService -> users'],
      ['external', 'A -> B'],
    ])
    expect(remarks(plan, 'bad-char')).to.deep.equal([
      '4:35 an unreadable character (lost in circulation): write arrows as "A -> B" and the file as UTF-8',
    ])
  })

  it('hands endpoint and status of a heading down', () => {
    const plan = planOf(
      ...suite,
      '##### POST /api/orders',
      '- returns 201 for a valid order',
      '- a duplicate: status 409 or 422',
      '##### 401 Unauthorized',
      '- GET /api/orders without a token',
    )
    expect(plan.scenarios.map(({ how }) => how)).to.deep.equal([
      request('POST', '/api/orders', 201),
      request('POST', '/api/orders', 409, 422),
      request('GET', '/api/orders', 401),
    ])
  })

  it('reads steps, fences and notes as part of the scenario above them', () => {
    const plan = planOf(
      ...suite,
      '- an order is placed',
      '  - Given a basket',
      '  - When POST /api/orders is sent',
      '  - Then the status is 201',
      '- a user is created',
      '',
      '  ```http',
      '  POST /api/users HTTP/1.1',
      '  Content-Type: application/json',
      '',
      '  {"name":"Ann"}',
      '  ```',
      '',
      '  ```http',
      '  HTTP/1.1 201 Created',
      '  ```',
      '- health answers 200',
      '',
      '  ```bash',
      '  curl -s https://shop.example.com/health',
      '  ```',
    )
    expect(plan.scenarios.map(({ title, how }) => [title, how])).to.deep.equal([
      ['an order is placed', request('POST', '/api/orders', 201)],
      ['a user is created', { ...request('POST', '/api/users', 201), body: { name: 'Ann' } }],
      ['health answers 200', request('GET', '/health', 200)],
    ])
    expect(plan.scenarios[0]?.details).to.have.lengthOf(3)
  })

  it('reads tables by what their cells hold', () => {
    const plan = planOf(
      ...suite,
      '| ID | 用例 | 方法 | 路径 | 期望 | Priority |',
      '|---|---|---|---|---|---|',
      '| API-1 | 用户列表 | GET | /api/users | 200 | high |',
      '| API-2 | 删除用户 | DELETE | /api/users/:id | 204 No Content | low |',
    )
    expect(plan.scenarios.map(({ id, title, severity, how }) => [id, title, severity, how])).to.deep.equal([
      ['API-1', '用户列表', 'high', request('GET', '/api/users', 200)],
      ['API-2', '删除用户', 'low', request('DELETE', '/api/users/{id}', 204)],
    ])
  })

  it('reads case headings and gherkin', () => {
    const plan = planOf(
      ...suite,
      '##### TC-12: a user is read',
      'Given a user exists  ',
      'When GET /api/users/{id} is called  ',
      'Then status 200',
      '##### More',
      '```gherkin',
      'Feature: payment',
      '  Scenario: a card is declined',
      '    When POST /api/pay is sent',
      '    Then the status is 402',
      '  Scenario: a card is lost',
      '    Then nothing happens',
      '```',
    )
    expect(plan.scenarios.map(({ id, title, how, source }) => [id, title, how.kind, source.line])).to.deep.equal([
      ['TC-12', 'a user is read', 'request', 6],
      [undefined, 'a card is declined', 'request', 13],
      [undefined, 'a card is lost', 'prose', 16],
    ])
  })

  it('keeps a group that holds nothing, and drops what says nothing', () => {
    const plan = planOf(
      ...suite,
      '1. **Contract Validation**',
      '',
      '   - ',
      '2. ',
      '3. **Errors**',
      '   - GET /a returns 404',
    )
    expect(plan.scenarios.map(({ title, group }) => [title, group])).to.deep.equal([
      ['Contract Validation', undefined],
      ['GET /a returns 404', 'Errors'],
    ])
  })

  it('never guesses which of several requests is meant', () => {
    const plan = planOf(...suite, '- POST /a, then GET /a/{id} returns 200', '- PUT or PATCH /a/{id} returns 200')
    expect(plan.scenarios.map(({ how }) => how)).to.deep.equal([{ kind: 'prose' }, { kind: 'prose' }])
  })

  it('reads what stands around the scenarios as what it is', () => {
    const plan = planOf(
      '### Scope and approach',
      '- everything is tested',
      '### Components and integration points',
      '- `OrderService` → payments: charges',
      '### Test environment and configuration',
      '- Node: 20',
      '### Mock service specifications',
      '- **payments**: https://api.payment-service.com answers 201',
      '### Test data',
      '- ten users',
      '### Success criteria and quality gates',
      '- All integration tests pass',
      '- No critical or high findings',
      '- p95 below 300 ms',
      '- Everyone is happy',
    )
    expect(plan.scenarios).to.deep.equal([])
    expect(plan.components.map(({ name }) => name)).to.deep.equal(['OrderService -> payments'])
    expect(plan.environment).to.deep.equal({ Node: '20' })
    expect(plan.mocks[0]).to.deep.include({ service: 'payments', at: 'https://api.payment-service.com' })
    expect(plan.data.map(({ source }) => source.text)).to.deep.equal(['ten users'])
    expect(plan.blockOn).to.deep.equal(['critical', 'high'])
    expect(plan.gates.map(({ metric, limit, value }) => [metric, limit, value])).to.deep.equal([
      ['passRate', 'at least', 1],
      ['p95', 'under', 300],
    ])
    expect(remarks(plan, 'gate')[0]).to.match(/^18:1 "Everyone is happy" is not measured/)
  })

  it('reads gates from Metric and Target tables', () => {
    const plan = planOf(
      '### Performance Test: Users API',
      '| Metric | Target | Actual | Status |',
      '|---|---|---|---|',
      '| Response Time (95th %) | <200ms | | |',
      '| Response Time (99th %) | ≤ 1.5 s | | |',
      '| Throughput | >1,000 req/s | | |',
      '| Error Rate | <1% | | |',
      '| API coverage | 80% | | |',
      '| Throughput | fast | | |',
    )
    expect(plan.gates.map(({ source, subject, ...gate }) => gate)).to.deep.equal([
      { metric: 'p95', limit: 'under', value: 200, unit: 'ms' },
      { metric: 'p99', limit: 'at most', value: 1500, unit: 'ms' },
      { metric: 'throughput', limit: 'over', value: 1000, unit: 'per second' },
      { metric: 'errorRate', limit: 'under', value: 0.01, unit: 'share' },
      { metric: 'coverage', category: 'api', limit: 'at least', value: 0.8, unit: 'share' },
    ])
    expect(plan.gates[0]?.subject).to.equal('Users API')
    expect(remarks(plan, 'gate')[0]).to.match(/^12:1 "fast" for "Throughput" can't be measured/)
  })

  describe('sections', () => {
    it("reads the planner's section under each of its names, and no other party's", () => {
      for (const name of [
        'QA Planning Phase (by qa agent)',
        '**Quality Assurance Phase** (by qa agent)',
        '6. QA Planning Phase',
      ]) {
        const plan = planOfFile(
          '## Research Phase (by researcher agent)',
          '- GET /research returns 200',
          `## ${name}`,
          ...suite,
          '- GET /plan returns 200',
          '### Integration Testing Results (by qa-integ agent)',
          '- GET /results returns 200',
          '## End-to-End Testing Results (by qa-e2e agent)',
          '- GET /e2e returns 200',
        )
        expect(plan.scenarios.map(({ title }) => title)).to.deep.equal(['GET /plan returns 200'])
        expect(remarks(plan, 'section-name')).to.deep.equal([])
      }
    })

    it('reads the whole document, less what is others’, when there is none', () => {
      const plan = planOfFile(
        '# Shop',
        '- buy milk',
        '- GET /a returns 200',
        '## Integration Testing Results (by qa-integ agent)',
        '- GET /b returns 200',
        '## Project Summary & Next Steps',
        '- GET /c returns 200',
      )
      expect(plan.scenarios.map(({ title }) => title)).to.deep.equal(['GET /a returns 200'])
      expect(remarks(plan, 'section-name')[0]).to.contain('the whole document is read')
    })

    it('says when a block or a fence is where it does not count', () => {
      const plan = planOfFile(
        '## Appendices',
        '```yaml qa-integ',
        'version: 1',
        '```',
        '## QA Planning Phase (by qa agent)',
        '```markdown',
        '```yaml',
        'a: 1',
        '```',
        '- GET /leaked returns 200',
      )
      expect(remarks(plan, 'section-name')).to.deep.equal([
        '2:1 this block stands outside of the planning section and is not read',
      ])
      expect(remarks(plan, 'nested-fence')).to.deep.equal([
        '6:1 a fence inside of this one ends it early: give the outer fence four marks',
      ])
      const open = planOf('- GET /a returns 200', '```yaml', '- GET /b returns 200')
      expect(remarks(open, 'nested-fence')[0]).to.match(/^5:1 this fence is never closed/)
    })
  })

  describe('hostile and damaged files', () => {
    const body = ['## QA Planning Phase (by qa agent)', ...suite, '- GET /a returns 200', '- GET /b returns 404']

    it('reads CRLF, CR, a byte order mark and a last line without an end alike', () => {
      const plain = readPlan(Buffer.from(body.join('\n')), 'x.md')
      expect(plain.scenarios).to.have.lengthOf(2)
      for (const text of [body.join('\r\n'), body.join('\r'), `\uFEFF${body.join('\n')}`, `${body.join('\n')}\n\n`]) {
        expect(readPlan(Buffer.from(text), 'x.md')).to.deep.equal(plain)
      }
    })

    it('reads around bytes that are no UTF-8', () => {
      const plan = readPlan(Buffer.concat([Buffer.from(`${body.join('\n')} `), Buffer.from([0xff, 0xc0])]), 'x.md')
      expect(plan.scenarios[1]?.title).to.equal('GET /b returns 404')
      expect(remarks(plan, 'bad-char')).to.have.lengthOf(1)
    })

    it('refuses what is too large or too deep, and says so', () => {
      expect(remarks(planOf('>'.repeat(20_000)), 'unreadable')[0]).to.contain("can't be read")
      expect(remarks(planOf('```', 'x'.repeat(1_100_000)), 'unreadable')[0]).to.contain(
        'only the first 1000000 characters',
      )
    }).timeout(30_000)

    it('says that a placeholder is still to be filled in', () => {
      const plan = planOf(
        '### API Integration Test: [Component A] → [Users API]',
        '- [To be filled by qa agent]',
        '- GET /a/{id} returns 200',
      )
      expect(remarks(plan, 'placeholder')).to.deep.equal([
        '4:1 "[Component A]" is still to be filled in',
        '5:1 "[To be filled by qa agent]" is still to be filled in',
      ])
    })

    it('never echoes a credential', () => {
      const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefgh'
      const plan = planOf(
        ...suite,
        `- GET /a with ${token} returns 200`,
        '```yaml qa-integ',
        'version: 1',
        'scenarios:',
        '  - id: IT-1',
        '    title: log in',
        '    category: api',
        '    when: { request: POST /login, body: { password: "hunter2!" } }',
        '    expect: { status: 200 }',
        '```',
      )
      expect(JSON.stringify(plan)).to.not.contain(token).and.not.contain('hunter2')
      expect(remarks(plan, 'secret').map((line) => line.split(' stands')[0])).to.deep.equal([
        '6:15 a JSON Web Token',
        '13:54 a password',
      ])
      expect(plan.scenarios.map(({ how }) => how.kind)).to.deep.equal(['request', 'exact'])
    })
  })
})
