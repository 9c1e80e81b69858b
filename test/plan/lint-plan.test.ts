import { expect } from 'chai'
import { formatGithub, formatJson, formatText, lintPlan, matchOperation, readPlan } from '../../src/plan/index.js'
import { planOf, remarks } from './plan-of.js'

const known = {
  from: 'openapi.yaml',
  operations: [
    { method: 'POST', path: '/api/users' },
    { method: 'GET', path: '/api/users/{id}' },
    { method: 'GET', path: '/api/users/me' },
  ],
  entities: ['User', 'Order'],
  components: [{ name: 'OrderService', methods: ['process', 'cancel'] }],
}

describe('linting a plan', () => {
  it('names what the project has not, with what is nearest', () => {
    const plan = planOf(
      '### API Integration Test: Client -> Users API',
      '- POST /api/user returns 201',
      '- GET /api/users/7 returns 200',
      '```yaml qa-integ',
      'version: 1',
      'scenarios:',
      '  - id: IT-1',
      '    title: a',
      '    category: component',
      '    given: { row: Usr }',
      '    when: { call: OrderService.proces }',
      '    expect: { calls: [Mailr.receipt], none: { entity: Basket, where: {} } }',
      '```',
    )
    const found = lintPlan(plan, known).map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`)
    expect(found).to.deep.equal([
      '5:1 unknown-operation "POST /api/user": no such operation in openapi.yaml. Nearest: POST /api/users',
      '13:12 unknown-entity "Usr" is no entity of the project. Nearest: User',
      '14:11 unknown-component OrderService has no method "proces". Nearest: process',
      '15:23 unknown-component "Mailr" is no component of the project',
      '15:45 unknown-entity "Basket" is no entity of the project',
    ])
    expect(lintPlan(plan)).to.deep.equal([])
  })

  it('matches what a plan writes for a parameter, literal paths first', () => {
    const match = (method: string, path: string) => matchOperation({ method, path }, known.operations)?.path
    expect(match('GET', '/api/users/7?full=1')).to.equal('/api/users/{id}')
    expect(match('get', '/api/users/{userId}/')).to.equal('/api/users/{id}')
    expect(match('GET', '/api/users/me')).to.equal('/api/users/me')
    expect(match('GET', '/api/users')).to.equal(undefined)
    expect(match('POST', '/api/{collection}')).to.equal(undefined)
  })

  it('says what is half told', () => {
    const plan = planOf(
      '### API Integration Test: A -> B',
      '- POST /a is called',
      '- the payment times out → 503',
      '- the basket is emptied',
      '- IT-1: GET /a returns 200',
      '- IT-1: GET /b returns 200',
    )
    const diagnostics = lintPlan(plan)
    expect(remarks(diagnostics, 'no-expect')).to.deep.equal([
      '5:1 "POST /a is called": an endpoint, but no expected status',
    ])
    expect(remarks(diagnostics, 'no-endpoint')[0]).to.match(/^6:1 /)
    expect(remarks(diagnostics, 'prose')[0]).to.match(/^7:1 "the basket is emptied"/)
    expect(remarks(diagnostics, 'dup-id')).to.deep.equal(['9:1 id IT-1 is already that of line 8'])
    expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)).to.deep.equal(['dup-id'])
  })

  it('judges the name of the file, and reads any', () => {
    for (const name of ['20261120-checkout.md', 'a/checkout-2026-11-20.md', 'notes.md']) {
      expect(remarks(lintPlan(readPlan(Buffer.from(''), name)), 'file-name')).to.have.lengthOf(1)
    }
    const agreed = readPlan(Buffer.from(''), 'C:\\x\\.claude\\issues\\2026-11-20-check-out.md')
    expect(remarks(lintPlan(agreed), 'file-name')).to.deep.equal([])
  })
})

describe('how remarks are printed', () => {
  const one = { file: 'a,b.md', line: 3, column: 5, severity: 'warning', code: 'gate', message: '100% of\nit' } as const

  it('as text', () => expect(formatText([one])).to.equal('a,b.md:3:5 gate 100% of\nit\n'))
  it('as JSON', () =>
    expect(JSON.parse(formatJson([one]))).to.deep.equal({ diagnostics: [one], errors: 0, warnings: 1 }))
  it('for GitHub', () => {
    expect(formatGithub([one, { ...one, severity: 'info' }])).to.equal(
      '::warning file=a%2Cb.md,line=3,col=5,title=gate::100%25 of%0Ait\n::notice file=a%2Cb.md,line=3,col=5,title=gate::100%25 of%0Ait\n',
    )
  })
})
