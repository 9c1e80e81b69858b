import { expect } from 'chai'
import { type Compiled, compiled } from './compiler.js'

const HEAD = `import { expectation, given, type Handle, scenario, when } from 'qa-integ'
interface Customer { id: number }
const start = scenario('x')
const withCustomer = start.given('a customer', () => ({ customer: { id: 1 } as Customer }))
const acted = withCustomer.when('it is read', () => ({ status: 200 }))
const orderOf = given('an order', ({ customer }: { customer: Customer }) => ({ order: customer.id }))
`

/** What an author does wrong, and what the compiler has to say. */
const REFUSED: Readonly<Record<string, readonly [code: string, says: RegExp]>> = {
  'a name given twice': [
    `withCustomer.given('again', () => ({ customer: 2 })).when('x', () => 1)`,
    /^Property 'when' does not exist on type 'Refused<"\\"customer\\" is already in the context">'\.$/,
  ],
  'a result under a taken name': [
    `acted.as('customer').expect('x', () => {})`,
    /^Property 'expect' does not exist on type 'Refused<"\\"customer\\" is already in the context">'\.$/,
  ],
  'a name that is not in the context': [
    `withCustomer.when('read', ({ order }) => order)`,
    /^Property 'order' does not exist on type '\{ customer: Customer; \}'\.$/,
  ],
  'a misspelt property of the result': [
    `acted.expect('x', ({ stauts }) => void stauts)`,
    /^Property 'stauts' does not exist on type '\{ status: number; \}'\.$/,
  ],
  'a step that needs what nobody gave': [
    `start.given(orderOf)`,
    /^Argument of type 'Given<\{ customer: Customer; \}, .*' is not assignable to parameter of type 'Given<object, .*'\.\n(.|\n)*Property 'customer' is missing in type '\{\}' but required in type '\{ customer: Customer; \}'\.$/,
  ],
  'an expectation about another result': [
    `start.when('n', () => 3).expect(expectation('ok', ({ status }: { status: number }) => void status))`,
    /^Argument of type 'Expectation<\{ status: number; \}, .*' is not assignable to parameter of type 'Expectation<number, .*'\.\n(.|\n)*Type 'number' is not assignable to type '\{ status: number; \}'\.$/,
  ],
  'a check that returns a boolean': [
    `acted.expect('x', ({ status }) => status === 200)`,
    /^Type 'boolean' is not assignable to type 'Awaitable<Checked>'\.$/,
  ],
  'a check that promises a boolean': [
    `acted.expect('x', async ({ status }) => status === 200)`,
    /^Type 'Promise<boolean>' is not assignable to type 'Awaitable<Checked>'\.\n(.|\n)*Type 'boolean' is not assignable to type 'Checked'\.$/,
  ],
  'an entity from a given': [
    `class User { id = 1 }\nstart.given('a user', () => new User())`,
    /^Type 'User' is not assignable to type 'Awaitable<Added>'\.\n(.|\n)*Index signature for type 'string' is missing in type 'User'\.$/,
  ],
  'any from a given': [
    `start.given('a user', async () => JSON.parse('{}')).when('x', () => 1)`,
    /^Property 'when' does not exist on type 'Refused<"the given adds any; write the names that it adds, as in => \(\{ user: found as User \}\)">'\.$/,
  ],
  'an expect before the when': [
    `start.expect('x', () => {})`,
    /^Property 'expect' does not exist on type 'Scenario<object>'\.$/,
  ],
  'a given after the when': [
    `acted.given('x', () => {})`,
    /^Property 'given' does not exist on type 'Acted<\{ customer: Customer; \}, \{ status: number; \}>'\.$/,
  ],
  'a forgotten function': [
    `start.given('a customer')`,
    /^Argument of type 'string' is not assignable to parameter of type 'Given</,
  ],
  'a when where a given belongs': [
    `start.given(when('x', () => 1))`,
    /^(Property 'setUp' is missing in type 'When<unknown, number>' but required in type 'Given<|Argument of type 'When<.*' is not assignable to parameter of type 'Given<)/,
  ],
  'an unknown category': [
    `scenario('y', { category: 'apis' })`,
    /^Type '"apis"' is not assignable to type 'Category \| undefined'\. Did you mean '"api"'\?$/,
  ],
  'an unknown option': [
    `scenario('y', { timout: '1s' })`,
    /^Object literal may only specify known properties, but 'timout' does not exist in type 'ScenarioOptions'\. Did you mean to write 'timeout'\?$/,
  ],
  'a tag that the project does not know': [
    `declare module 'qa-integ' { interface Tags { smoke: true; slow: true } }\nscenario('y', { tags: ['smoke', 'fast'] })`,
    /^Type '"fast"' is not assignable to type 'keyof Tags'\.$/,
  ],
}

const TOLD = `
scenario('an order is billed')
  .given('a customer', async () => ({ customer: { id: 1 } as Customer }))
  .given('an order', (/*^*/context) => ({ order: { id: context.customer.id, total: 3 } }))
  .given(given('a bill', (_: { order: { id: number } }) => ({ bill: 'paper' })))
  .when('it is billed', async (/*^*/context) => ({ status: 201, data: { total: context.order.total } })).as('billed')
  .expect('the total', (/*^*/result, /*^*/context) => void (result.data.total === context.order.total))
`

const FLAT = [
  '(parameter) context: { customer: Customer; }',
  '(parameter) context: { customer: Customer; order: { id: number; total: number; }; bill: string; }',
  '(parameter) result: { status: number; data: { total: number; }; }',
  '(parameter) context: { customer: Customer; order: { id: number; total: number; }; bill: string; billed: { status: number; data: { total: number; }; }; }',
]

/** One scenario of seven steps, three of them step values, as a suite of a hundred tells them. */
const scenarioOfSeven = (n: number) => `
scenario('scenario ${n}')
  .given(aCustomer('Ada'))
  .given('an order', ({ customer }, { defer }) => { defer(() => {}); return { order: { by: customer.id, total: ${n} } } })
  .given(aDiscount)
  .when('it is billed', async ({ order, discount }) => ({ status: 201, total: order.total - discount }))
  .expect(created)
  .expect('the total', ({ total }, { order }) => void (total === order.total))
  .expect('the customer', (_, { customer }) => void customer.name)
`
const HUNDRED = `import { expectation, given, scenario } from 'qa-integ'
const aCustomer = (name: string) => given('a customer', () => ({ customer: { id: 1, name } }))
const aDiscount = given('a discount', ({ order }: { order: { total: number } }) => ({ discount: order.total / 10 }))
const created = expectation('it is created', ({ status }: { status: number }) => void status)
`

/** Types that are instantiated for each such scenario: when this rises, every editor and every check gets slower. */
const BUDGET = 260

describe('what the compiler says and shows', function () {
  this.timeout(60_000)
  let all: Compiled
  before(() => {
    const refused = Object.entries(REFUSED).map(([use, [code]], i) => [fileOf(use, i), `${HEAD}${code}\nexport {}\n`])
    all = compiled({ ...Object.fromEntries(refused), told: `${HEAD}${TOLD}` })
  })
  const fileOf = (_use: string, i: number) => `refused-${i}`

  Object.entries(REFUSED).forEach(([use, [, says]], i) => {
    it(`${use} is refused in a sentence`, () => {
      const sentences = all.sentences(fileOf(use, i))
      expect(sentences).to.have.length(1)
      expect(sentences[0]).to.match(says)
      expect(sentences[0]).not.to.contain('No overload matches')
    })
  })

  it('an editor shows the context as one flat object', () => {
    expect(all.sentences('told')).to.deep.equal([])
    expect(FLAT.map((_, n) => all.hover('told', n))).to.deep.equal(FLAT)
  })

  it('a scenario costs the compiler a bounded number of types', () => {
    const instantiated = (scenarios: number) => {
      const text = Array.from({ length: scenarios }, (_, n) => scenarioOfSeven(n)).join('')
      const { program, sentences } = compiled({ hundred: `${HUNDRED}${text}` })
      expect(sentences('hundred')).to.deep.equal([])
      return program.getInstantiationCount()
    }
    const perScenario = (instantiated(101) - instantiated(1)) / 100
    expect(perScenario).to.be.within(1, BUDGET)
  })
})
