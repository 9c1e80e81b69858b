import { expect } from 'chai'
import type { ApiDocument } from '../../generators/openapi/read-document.js'
import { documentOf, drafted, openapi, told } from './workshop.js'

const heading = ['### API Integration Test: Client -> Users API', '#### Test Scenarios', '1. **Contract Validation**']
const bullet = (text: string) => [...heading, `   - ${text}`]

describe('what becomes of a sentence', () => {
  let document: ApiDocument
  before(async () => {
    document = await documentOf(openapi)
  })

  const steps: [string, string[]][] = [
    [
      'GET /api/health returns 200',
      [".when(shop.get('/api/health'))", '.expect(status(200))', ".expect(json({ status: 'ok' }))"],
    ],
    [
      'GET /api/health returns 200 without credentials within 200 ms',
      [
        ".when(shop.get('/api/health'))",
        '.expect(status(200))',
        ".expect(json({ status: 'ok' }))",
        ".expect(within('200ms'))",
      ],
    ],
    [
      "`POST /api/users` returns 201 with the new user's id",
      [
        ".when(admin.post('/api/users', { name: 'Ann', email: 'ann@example.com' }))",
        '.expect(status(201))',
        ".expect(json({ name: 'Ann', email: 'ann@example.com', id: integer() }))",
      ],
    ],
    [
      'GET /api/users/{id} returns 200 for an existing user',
      [
        ".when(admin.post('/api/users', { name: 'Ann', email: 'ann@example.com' })).as('user')",
        '.expect(status(201))',
        '.when(admin.get(({ user }) => `/api/users/${(user.body as { id: number }).id}`))',
        '.expect(status(200))',
        '.expect(json({ name: string(), email: string(), id: integer() }))',
      ],
    ],
    [
      'GET /api/users/{id} of an unknown user returns 404',
      [".when(admin.get('/api/users/999999999'))", '.expect(status(404))'],
    ],
    [
      'POST /api/users without credentials returns 401',
      [".when(shop.post('/api/users', { name: 'Ann', email: 'ann@example.com' }))", '.expect(status(401))'],
    ],
    [
      'GET /api/users with an invalid API key returns 401',
      [".when(shop.get('/api/users', { headers: { 'x-api-key': 'none-of-yours' } }))", '.expect(status(401))'],
    ],
    [
      'POST /api/users by a plain user is forbidden: status 403',
      [".when(customer.post('/api/users', { name: 'Ann', email: 'ann@example.com' }))", '.expect(status(403))'],
    ],
    [
      'POST /api/users without an e-mail returns 400',
      [".when(admin.post('/api/users', { name: 'Ann' }))", '.expect(status(400))'],
    ],
    [
      'POST /api/users with an invalid e-mail address returns 400 or 422',
      [".when(admin.post('/api/users', { name: 'Ann', email: 'not-valid' }))", '.expect(status(400))'],
    ],
    [
      'POST /api/users with an empty name → 400',
      [".when(admin.post('/api/users', { name: '', email: 'ann@example.com' }))", '.expect(status(400))'],
    ],
    [
      'POST /api/users with a duplicate email returns 409',
      [
        ".when(admin.post('/api/users', { name: 'Ann', email: 'ann@example.com' }))",
        '.expect(status(201))',
        ".when(admin.post('/api/users', { name: 'Ann', email: 'ann@example.com' }))",
        '.expect(status(409))',
      ],
    ],
    [
      'POST /api/orders returns 201',
      [
        ".when(admin.post('/api/users', { name: 'Ann', email: 'ann@example.com' })).as('user')",
        '.expect(status(201))',
        ".when(admin.post('/api/orders', ({ user }) => ({ userId: (user.body as { id: number }).id, lines: [{ quantity: 1 }] })))",
        '.expect(status(201))',
        '.expect(json({ id: uuid(), paid: boolean() }))',
      ],
    ],
  ]
  for (const [sentence, expected] of steps) {
    it(sentence, () => {
      const [draft, ...others] = drafted(document, bullet(sentence))
      expect(others).to.deep.equal([])
      expect(
        draft?.code
          .split('\n')
          .slice(1)
          .map((line) => line.trim()),
      ).to.deep.equal(expected)
    })
  }

  it('gives a row to each required property that is missing', () => {
    const [draft] = drafted(document, bullet('POST /api/users with missing fields returns 400'))
    expect(draft?.code).to.equal(
      [
        'scenario.each([',
        "  { without: 'name', body: { email: 'ann@example.com' } },",
        "  { without: 'email', body: { name: 'Ann' } },",
        "])('CV-1 POST /api/users with missing fields returns 400: without $without')",
        "  .when(admin.post('/api/users', ({ body }) => body))",
        '  .expect(status(400))',
      ].join('\n'),
    )
  })

  const todos: [string, RegExp][] = [
    ['POST /api/users with an expired coupon returns 201', /more than can be told.*"expired", "coupon"/],
    ['POST /api/users without a name returns 201', /what its body leaves out/],
    ['GET /api/users/{id} returns 200 after a restart', /"after", "restart"/],
    ['POST /api/payments returns 201', /depends on a third party/],
    ['GET /api/audits/{id} returns 200', /nothing makes a audit/],
    ['GET /api/users returns 503', /how GET \/api\/users comes to answer 503/],
    ['GET /api/users with an expired token returns 401', /"expired"/],
    ['GET /api/health without credentials returns 401', /needs no credentials by the document/],
    ['the basket is emptied', /names no request and no call/],
  ]
  for (const [sentence, why] of todos) {
    it(`leaves as a todo: ${sentence}`, () => {
      const [one] = told(document, bullet(sentence))
      expect(one?.outcome).to.have.nested.property('stories[0].kind', 'todo')
      expect(one?.outcome).to.have.nested.property('stories[0].why').that.matches(why)
      const [draft] = drafted(document, bullet(sentence))
      expect(draft?.code).to.match(/^scenario\.todo\('CV-1 /)
      expect(draft?.above[1]).to.match(/^\/\/ Not told yet: /)
    })
  }

  it('refuses what the document does not have, with what is nearest', () => {
    const [one] = told(document, bullet('POST /api/user returns 201'))
    expect(one?.outcome).to.deep.equal({
      kind: 'refused',
      why: '"POST /api/user": no such operation in openapi.yaml. Nearest: POST /api/users',
    })
    expect(drafted(document, bullet('POST /api/user returns 201'))).to.deep.equal([])
  })

  it('refuses a second scenario with the same id', () => {
    const outcomes = told(document, [
      ...heading,
      '   - IT-1: GET /api/health returns 200',
      '   - IT-1: GET /api/users returns 200',
    ]).map(({ outcome }) => outcome)
    expect(outcomes.map(({ kind }) => kind)).to.deep.equal(['stories', 'refused'])
  })

  it('tells without a document only what needs none', () => {
    const codes = drafted(undefined, [
      ...heading,
      '   - GET /health returns 200',
      '   - POST /x returns 201',
      '   - GET /x/{id} returns 200',
    ]).map(({ code }) => code)
    expect(codes[0]).to.equal(
      "scenario('CV-1 GET /health returns 200')\n  .when(admin.get('/health'))\n  .expect(status(200))",
    )
    expect(codes.slice(1).every((code) => code.startsWith('scenario.todo('))).to.equal(true)
  })

  it('says what the world lacks', () => {
    const why = (sentence: string, targets: { name: string; of?: string }[]) => {
      const [one] = told(document, bullet(sentence), { targets })
      return one?.outcome.kind === 'stories' && one.outcome.stories[0]?.kind === 'todo'
        ? one.outcome.stories[0].why
        : ''
    }
    expect(why('GET /api/users returns 200', [{ name: 'shop' }])).to.contain('no target with credentials')
    expect(why('GET /api/health returns 200', [])).to.contain('no target')
    expect(
      why('POST /api/users by a plain user returns 403', [{ name: 'shop' }, { name: 'admin', of: 'shop' }]),
    ).to.contain('allow less')
  })

  it("makes concrete scenarios of the template's phrases", () => {
    const titles = (phrase: string) =>
      drafted(document, bullet(phrase)).map(({ title, todo }) => `${title}${todo ? ' (todo)' : ''}`)
    expect(titles('Header and authentication validation')).to.deep.equal([
      'CV-1 GET /api/users: is refused without credentials',
      'CV-1 POST /api/users: is refused without credentials',
      'CV-1 GET /api/users/{id}: is refused without credentials',
      'CV-1 DELETE /api/users/{id}: is refused without credentials',
    ])
    expect(titles('Error response format verification')).to.deep.equal([
      'CV-1 GET /api/users: 401 has the documented form',
      'CV-1 POST /api/users: 400 has the documented form',
      'CV-1 GET /api/users/{id}: 404 has the documented form',
      'CV-1 DELETE /api/users/{id}: 401 has the documented form',
    ])
    expect(titles('HTTP status code verification')).to.deep.equal([
      'CV-1 GET /api/users: answers 200',
      'CV-1 POST /api/users: answers 201',
      'CV-1 GET /api/users/{id}: answers 200',
      'CV-1 GET /api/users/{id}: an unknown id is answered with 404',
      'CV-1 DELETE /api/users/{id}: answers 204',
    ])
    expect(titles('Request/response schema validation')).to.deep.equal([
      'CV-1 GET /api/users: the reply has the documented form',
      'CV-1 POST /api/users: the reply has the documented form',
      'CV-1 GET /api/users/{id}: the reply has the documented form',
      'CV-1 POST /api/users: a body without $without is refused',
    ])
    expect(titles('Network failure handling')).to.deep.equal(['CV-1 Network failure handling (todo)'])
  })

  it('lists what a phrase covers and can not be told', () => {
    const lines = ['### API Integration Test: Client -> Payments API', '- HTTP status code verification']
    expect(drafted(document, lines).map(({ title, todo }) => [title, todo])).to.deep.equal([
      ['API-1 POST /api/payments: answers 201', true],
    ])
  })

  it('reads and removes a row for CRUD of an entity', () => {
    const drafts = drafted(document, [
      '### Database Integration Test: UserService -> users',
      '1. **CRUD Operations**',
      '   - Basic CRUD of users',
    ])
    expect(drafts.map(({ code }) => code)).to.deep.equal([
      "scenario('CO-1 User: a row is read back')\n  .given(db.has(User).as('user'))\n  .when('it is read', ({ user }) => db.repository(User).findOneByOrFail({ id: user.id }))\n  .expect(db.row(User, ({ user }) => ({ id: user.id }), {}))\n  .expect(db.unchanged())",
      "scenario('CO-1 User: a row is removed')\n  .given(db.has(User).as('user'))\n  .when('it is removed', ({ user }) => db.repository(User).delete({ id: user.id }))\n  .expect(db.none(User, ({ user }) => ({ id: user.id })))",
    ])
    expect(drafts[0]?.sheet.imports).to.deep.include({ from: '/project/src/entities.js', name: 'User' })
  })
})

describe('what becomes of an exact scenario', () => {
  let document: ApiDocument
  before(async () => {
    document = await documentOf(openapi)
  })
  const exact = (...lines: string[]) => [
    '```yaml qa-integ',
    'version: 1',
    'scenarios:',
    '  - id: IT-1',
    '    title: t',
    '    category: api',
    ...lines.map((line) => `    ${line}`),
    '```',
  ]
  const codeOf = (...lines: string[]) =>
    drafted(document, exact(...lines))[0]
      ?.code.split('\n')
      .slice(1)
      .map((line) => line.trim())
  const whyOf = (...lines: string[]) => {
    const [one] = told(document, exact(...lines))
    return one?.outcome.kind === 'refused'
      ? one.outcome.why
      : one?.outcome.stories[0]?.kind === 'todo'
        ? one.outcome.stories[0].why
        : undefined
  }

  it('is told word by word', () => {
    expect(
      codeOf(
        'given:',
        '  - { row: User, with: { email: ann@x.io }, as: user }',
        '  - { state: the shop is open, with: { hour: 9 } }',
        '  - { service: payments, answers: POST /v1/payments, status: 201, body: { id: pay_1 } }',
        "when: { request: 'GET /api/users/{user.id}', query: { by: '{user.email}' }, as: customer }",
        'expect:',
        '  status: 200',
        '  body: { id: $integer, name: Ann }',
        '  header: { location: "/^\\\\/api/", etag: abc }',
        '  row: { entity: User, where: { id: "{user.id}" }, with: { name: $string } }',
        '  none: { entity: User, where: { name: Bob } }',
        '  delta: { users: 1, orders: -1 }',
        '  calls: { service: payments, request: POST /v1/payments, times: 1, with: { amount: 5 } }',
        '  neverCalled: Mailer.receipt',
        '  within: 200ms',
      ),
    ).to.deep.equal([
      ".given(db.has(User, { email: 'ann@x.io' }).as('user'))",
      '.given(shopIsOpen({ hour: 9 }))',
      ".given(payments.on('POST', '/v1/payments').answers(reply(201, { id: 'pay_1' })))",
      '.when(customer.get(({ user }) => `/api/users/${user.id}`, { query: ({ user }) => ({ by: user.email }) }))',
      '.expect(status(200))',
      ".expect(header('location', /^\\/api/))",
      ".expect(header('etag', 'abc'))",
      ".expect(json({ id: integer(), name: 'Ann' }))",
      '.expect(db.row(User, ({ user }) => ({ id: user.id }), { name: string() }))',
      ".expect(db.none(User, { name: 'Bob' }))",
      '.expect(db.delta({ users: +1, orders: -1 }))',
      ".expect(called(payments.on('POST', '/v1/payments')).with({ body: { amount: 5 } }).times(1))",
      '.expect(called.never(mailer.receipt))',
      ".expect(within('200ms'))",
    ])
  })

  it('calls components of the world, or makes them of classes', () => {
    expect(
      codeOf(
        'when: { call: OrderService.process, with: [{ order: 1 }, a] }',
        'expect: { throws: { type: PaymentFailed, message: no } }',
      ),
    ).to.deep.equal([".when(orders.call('process', { order: 1 }, 'a'))", ".expectError(ofType(PaymentFailed, 'no'))"])
    const [draft] = drafted(
      document,
      exact('when: { call: Ledger.book, with: 5 }', 'expect: { body: { id: $integer }, delta: {} }'),
    )
    expect(
      draft?.code
        .split('\n')
        .slice(1)
        .map((line) => line.trim()),
    ).to.deep.equal([
      ".when(ledger.call('book', 5))",
      ".expect('the result is as planned', (result) => expect(result).to.containSubset({ id: Number.isInteger }))",
      '.expect(db.unchanged())',
    ])
    expect(draft?.sheet.fixtures).to.deep.equal([
      { name: 'ledger', code: "component('Ledger', () => new Ledger(db.dataSource), { uses: [db] })" },
    ])
  })

  it('takes credentials from the environment, and is skipped without', () => {
    expect(
      codeOf(
        'when: { request: POST /api/users, body: { name: Ann, password: "hunter2!" } }',
        'expect: { status: 201 }',
      ),
    ).to.deep.equal([
      ".given('QA_PASSWORD of the environment', (_, { skip }) => ({ secret: process.env.QA_PASSWORD ?? skip('QA_PASSWORD is not set') }))",
      ".when(admin.post('/api/users', ({ secret }) => ({ name: 'Ann', password: secret })))",
      '.expect(status(201))',
    ])
  })

  const missing: [string, string[], RegExp][] = [
    [
      'an unknown operation',
      ['when: POST /api/user', 'expect: { status: 201 }'],
      /no such operation in openapi\.yaml\. Nearest: POST \/api\/users/,
    ],
    [
      'an unknown client',
      ['when: { request: GET /api/users, as: root }', 'expect: { status: 200 }'],
      /no target "root"/,
    ],
    [
      'an unknown state',
      ['given: { state: it rains }', 'when: GET /api/users', 'expect: { status: 200 }'],
      /no state "it rains"/,
    ],
    [
      'an unknown entity',
      ['given: { row: Basket }', 'when: GET /api/users', 'expect: { status: 200 }'],
      /no entity Basket/,
    ],
    [
      'an unknown service',
      ['given: { service: emails, answers: POST /x, status: 200 }', 'when: GET /api/users', 'expect: { status: 200 }'],
      /address of the service emails/,
    ],
    ['an unknown component', ['when: { call: Basket.empty }', 'expect: { delta: {} }'], /no component Basket/],
    ['an unknown method', ['when: { call: Ledger.erase }', 'expect: { delta: {} }'], /Ledger has no method erase/],
    [
      'an unknown error',
      ['when: { call: Ledger.book }', 'expect: { throws: PaymentFaild }'],
      /no error PaymentFaild\. Nearest: PaymentFailed/,
    ],
    [
      'a double that is none',
      ['when: { call: Ledger.book }', 'expect: { neverCalled: Printer.print }'],
      /no double of Printer/,
    ],
    [
      'an id that nothing adds',
      ["when: 'GET /api/users/{user.id}'", 'expect: { status: 200 }'],
      /"\{user\.id\}" in .* names nothing/,
    ],
    ['a status of a call', ['when: { call: Ledger.book }', 'expect: { status: 200 }'], /a call has no status/],
    [
      'a reserved name',
      ['given: { row: User, as: class }', 'when: GET /api/users', 'expect: { status: 200 }'],
      /JavaScript reserves/,
    ],
  ]
  for (const [what, lines, why] of missing)
    it(`says that ${what} can't be told`, () => expect(whyOf(...lines)).to.match(why))
})
