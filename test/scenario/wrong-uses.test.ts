import { expect } from 'chai'
import sinon from 'sinon'
import { type Handle, handle } from '../../src/handle/index.js'
import { expectation, given, milliseconds, ofType, state, when } from '../../src/scenario/index.js'
import { type Telling, telling } from '../support/tell.js'

/** A wrong use, told at load time or run, and what its sentence must say. */
interface Wrong {
  readonly use: string
  readonly says: RegExp
  readonly tell: (stage: Telling) => unknown
  readonly timeout?: number
}

const good = (stage: Telling, title = 'fine') =>
  stage
    .scenario(title)
    .when('one', () => 1)
    .expect('one', (n) => expect(n).to.equal(1))
const never = new Promise<never>(() => {})
class Entity {
  id = 1
}

const refusedWhenTold: Wrong[] = [
  { use: 'a scenario without a title', says: /needs a title/, tell: (s) => s.scenario('  ') },
  {
    use: 'an unknown option',
    says: /"timout" is no option; there are category/,
    tell: (s) => s.scenario('x', { timout: '1s' } as never),
  },
  {
    use: 'an unknown category',
    says: /"apis" is no category; there are api, component/,
    tell: (s) => s.scenario('x', { category: 'apis' as never }),
  },
  {
    use: 'an unknown severity',
    says: /"blocker" is no severity/,
    tell: (s) => s.scenario('x', { severity: 'blocker' as never }),
  },
  { use: 'a tag of two words', says: /must be one word/, tell: (s) => s.scenario('x', { tags: ['two words'] }) },
  {
    use: 'a time-out without a unit',
    says: /"100" is no duration; write a number and a unit/,
    tell: (s) => s.scenario('x', { timeout: '100' }),
  },
  { use: 'half a retry', says: /retries must be a whole number/, tell: (s) => s.scenario('x', { retries: 0.5 }) },
  { use: 'no rows', says: /has no rows, so it would test nothing/, tell: (s) => s.scenario.each([]) },
  {
    use: 'rows that are no objects',
    says: /every row is an object of named values/,
    tell: (s) => s.scenario.each([1] as never),
  },
  { use: 'rows that are no list', says: /needs rows: a list of objects/, tell: (s) => s.scenario.each(7 as never) },
  {
    use: 'rows with the same title',
    says: /rows 1 and 2 have the same title "same"/,
    tell: (s) => s.scenario.each([{ a: 1 }, { a: 2 }])('same'),
  },
  {
    use: 'an expect before the when',
    says: /an expect needs a when before it/,
    tell: (s) => (s.scenario('x') as never as { expect(t: string, f: () => void): void }).expect('y', () => {}),
  },
  {
    use: 'a given after the when',
    says: /a given comes before the first when/,
    tell: (s) =>
      (s.scenario('x').when('y', () => 1) as never as { given(t: string, f: () => void): void }).given('z', () => {}),
  },
  {
    use: 'an expectError after an expect',
    says: /expectError must be the first expect of its when/,
    tell: (s) =>
      (
        s
          .scenario('x')
          .when('y', () => 1)
          .expect('z', () => {}) as never as { expectError(t: string, f: () => void): void }
      ).expectError('z', () => {}),
  },
  {
    use: 'a name for nothing',
    says: /\.as\("r"\) names the result of a when/,
    tell: (s) => (s.scenario('x') as never as { as(n: string): void }).as('r'),
  },
  {
    use: 'a title without a function',
    says: /"y" has no function; a title alone says nothing/,
    tell: (s) => s.scenario('x').given('y', undefined as never),
  },
  {
    use: 'a when told as an expect',
    says: /was handed a step made by when/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => 1)
        .expect(when('z', () => 1) as never),
  },
  {
    use: 'nothing told as a given',
    says: /it was handed undefined/,
    tell: (s) => s.scenario('x').given(undefined as never),
  },
  {
    use: 'a branched chain',
    says: /was already continued from this point; one chain is one scenario/,
    tell: (s) => {
      const start = s.scenario('x').given('y', () => {})
      start.when('a', () => 1)
      start.when('b', () => 2)
    },
  },
  { use: 'a step without a title', says: /given\(\.\.\.\) needs a title/, tell: () => given('', () => {}) },
  { use: 'a step without a function', says: /when\("x"\) needs a function/, tell: () => when('x', 7 as never) },
  {
    use: 'an expectation without a check',
    says: /expectation\("x"\) needs a function/,
    tell: () => expectation('x', undefined as never),
  },
  {
    use: 'a state parameter that does not exist',
    says: /state "a user exists" has no parameter "nmae"; it has name/,
    tell: () => state('a user exists', { name: 'Ann' })({ nmae: 'x' } as never),
  },
  {
    use: 'a state whose set-up returns no given',
    says: /must return a given/,
    tell: () => state('s', {}, (() => 7) as never)(),
  },
  { use: 'a handle without a start', says: /needs start/, tell: () => handle({ name: 'x' } as never) },
  {
    use: 'a handle per run',
    says: /per is 'scenario' or 'worker', not "run"/,
    tell: () => handle({ name: 'x', start: () => 1, per: 'run' as never }),
  },
  { use: 'a duration in words', says: /is no duration/, tell: () => milliseconds('soon') },
]

const failsWhenRun: Wrong[] = [
  {
    use: 'a check that returns a boolean',
    says: /the check returned true, which asserts nothing/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => 1)
        .expect('z', (() => true) as never),
  },
  {
    use: 'a check that promises a boolean',
    says: /the check returned false, which asserts nothing/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => 1)
        .expect('z', (async () => false) as never),
  },
  {
    use: 'a check that returns a function',
    says: /and never called it, so it asserts nothing/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => 1)
        .expect('z', (n) => expect(n).to.throw as never),
  },
  {
    use: 'a bare expect(x)',
    says: /ends in a bare expect\(x\)/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => 1)
        .expect('z', (n) => expect(n)),
  },
  {
    use: 'an expect(x) that stops at .to.be',
    says: /ends in a bare expect\(x\)/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => 1)
        .expect('z', async (n) => expect(n).to.be),
  },
  {
    use: 'a check that returns a step',
    says: /returned a step value, which nobody runs/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => 1)
        .expect('z', () => ofType(Error)),
  },
  {
    use: 'an entity from a given',
    says: /returned an Entity; write => \(\{ user \}\)/,
    tell: (s) =>
      s
        .scenario('x')
        .given('g', () => new Entity() as never)
        .when('y', () => 1)
        .expect('z', () => {}),
  },
  {
    use: 'a stub from a given',
    says: /returned function \w+; write => \(\{ user \}\)/,
    tell: (s) =>
      s
        .scenario('x')
        .given('g', () => sinon.stub() as never)
        .when('y', () => 1)
        .expect('z', () => {}),
  },
  {
    use: 'a list from a given',
    says: /returned an array/,
    tell: (s) =>
      s
        .scenario('x')
        .given('g', () => [1] as never)
        .when('y', () => 1)
        .expect('z', () => {}),
  },
  {
    use: 'a name given twice',
    says: /"user" is already in the context/,
    tell: (s) =>
      (
        s
          .scenario('x')
          .given('g', () => ({ user: 1 }))
          .given('h', () => ({ user: 2 })) as never as ReturnType<typeof s.scenario>
      )
        .when('y', () => 1)
        .expect('z', () => {}),
  },
  {
    use: 'a row value given again',
    says: /"n" is already in the context/,
    tell: (s) =>
      (
        s.scenario
          .each([{ n: 1 }])('x $n')
          .given('g', () => ({ n: 2 })) as never as ReturnType<typeof s.scenario>
      )
        .when('y', () => 1)
        .expect('z', () => {}),
  },
  {
    use: 'a step value dropped in a closure',
    says: /was made at .*wrong-uses\.test\.ts.* and neither told nor run/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => void given('dropped', () => {}))
        .expect('z', () => {}),
  },
  {
    use: 'an unhandled rejection',
    says: /an unhandled rejection, seen at .*: lost/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => void Promise.reject(new Error('lost')))
        .expect('z', () => {}),
  },
  {
    use: 'an exception in a timer',
    says: /an uncaught exception, seen at "y": thrown later/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => new Promise<void>((done) => void setImmediate(() => thrower(setImmediate(done)))))
        .expect('z', () => {}),
  },
  {
    use: 'a clean-up that throws',
    says: /clean-up of "g": gone already/,
    tell: (s) =>
      s
        .scenario('x')
        .given('g', (_, { defer }) =>
          defer(() => {
            throw new Error('gone already')
          }),
        )
        .when('y', () => 1)
        .expect('z', () => {}),
  },
  {
    use: 'a defer without a function',
    says: /defer\(\.\.\.\) needs a function/,
    tell: (s) =>
      s
        .scenario('x')
        .given('g', (_, { defer }) => defer(undefined as never))
        .when('y', () => 1)
        .expect('z', () => {}),
  },
  {
    use: 'a step that hangs',
    says: /when y: the scenario ran out of its 30 ms in this step/,
    timeout: 30,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => never)
        .expect('z', () => {}),
  },
  {
    use: 'a start that hangs',
    says: /handle "slow" did not start within 30 ms/,
    tell: (s) =>
      s
        .scenario('x')
        .given(handle({ name: 'slow', start: () => never, within: '30ms' }))
        .when('y', () => 1)
        .expect('z', () => {}),
  },
  {
    use: 'a start that fails',
    says: /handle "broken" could not start: no port/,
    tell: (s) =>
      s
        .scenario('x')
        .given(
          handle({
            name: 'broken',
            start: () => {
              throw new Error('no port')
            },
          }),
        )
        .when('y', () => 1)
        .expect('z', () => {}),
  },
  {
    use: 'a handle read by a scenario that was not given it',
    says: /handle "queue" is read outside a scenario that was given it; add \.given\(queue\)/,
    tell: (s) => {
      const queue = handle({ name: 'queue', start: () => 1 })
      s.scenario('given')
        .given(queue)
        .when('y', () => queue.value)
        .expect('z', () => {})
      s.scenario('not given')
        .when('y', () => queue.value)
        .expect('z', () => {})
    },
  },
  {
    use: 'handles that use each other in a circle',
    says: /handles use each other in a circle: a -> b -> a/,
    tell: (s) => {
      const a: Handle = handle({ name: 'a', start: ({ uses }) => uses(b) })
      const b: Handle = handle({ name: 'b', start: ({ uses }) => uses(a) })
      s.scenario('x')
        .given(a)
        .when('y', () => 1)
        .expect('z', () => {})
    },
  },
  {
    use: 'a handle that outlives what it uses',
    says: /"app" lives per worker but uses "db", which lives per scenario/,
    tell: (s) => {
      const db = handle({ name: 'db', start: () => 1, per: 'scenario' })
      s.scenario('x')
        .given(handle({ name: 'app', start: ({ uses }) => uses(db) }))
        .when('y', () => 1)
        .expect('z', () => {})
    },
  },
  {
    use: 'a when that should fail and succeeds',
    says: /it succeeded, but was expected to fail/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => 1)
        .expectError('z', () => {}),
  },
  {
    use: 'an error of another type',
    says: /expected RangeError, got TypeError: no/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => {
          throw new TypeError('no')
        })
        .expectError(ofType(RangeError)),
  },
  {
    use: 'an error with another message',
    says: /expected the message "yes", got "no"/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => {
          throw new TypeError('no')
        })
        .expectError(ofType(TypeError, 'yes')),
  },
  {
    use: 'something thrown that is no error',
    says: /something that is no Error was thrown: "text"/,
    tell: (s) =>
      s
        .scenario('x')
        .when('y', () => {
          throw 'text'
        })
        .expect('z', () => {}),
  },
  {
    use: 'a state without a set-up as a given',
    says: /state "a user exists" has no set-up here/,
    tell: (s) =>
      s
        .scenario('x')
        .given(state('a user exists', {})())
        .when('y', () => 1)
        .expect('z', () => {}),
  },
  {
    use: 'a background that verifies',
    says: /tools\.verify\(\.\.\.\) belongs to a scenario/,
    tell: (s) =>
      s
        .suite()
        .given('g', ((_: object, tools: { verify(): void }) => tools.verify()) as never)
        .scenario('x')
        .when('y', () => 1)
        .expect('z', () => {}),
  },
]

function thrower(_: unknown): never {
  throw new Error('thrown later')
}

describe('wrong uses', () => {
  for (const { use, says, tell } of refusedWhenTold)
    it(`${use} is refused when it is told`, () => {
      expect(() => tell(telling())).to.throw(says)
    })

  for (const { use, says, tell, timeout } of failsWhenRun)
    it(`${use} fails the scenario`, async () => {
      const stage = telling()
      tell(stage)
      const text = await stage.failure(timeout === undefined ? {} : { timeout })
      await stage.end()
      expect(text).to.match(says)
    })

  it('a right use next to them passes', async () => {
    const stage = telling()
    good(stage)
    expect(await stage.failure()).to.equal('')
  })

  it('a step told after the scenario has begun is refused', async () => {
    const stage = telling()
    const chain = stage
      .scenario('x')
      .when('y', () => 1)
      .expect('z', () => {})
    await stage.outcomes()
    expect(() => chain.expect('late', () => {})).to.throw(/was told after the scenario had begun/)
  })

  it('tools that are used after the end are told as late, and are not booked to the next scenario', async () => {
    const stage = telling()
    let attach: ((name: string, value: unknown) => void) | undefined
    stage
      .scenario('first')
      .when('y', (_, tools) => {
        attach = tools.attach
      })
      .expect('z', () => {})
    stage
      .scenario('second')
      .when('y', () => attach?.('x', 1))
      .expect('z', () => {})
    const [, second] = await stage.outcomes()
    expect(stage.late).to.deep.equal([
      { kind: 'late', scenario: 'first', what: 'tools.attach(...) was called after the scenario had ended' },
    ])
    expect(second?.record.steps.flatMap((step) => step.attachments ?? [])).to.deep.equal([])
  })

  it('work that goes on after a time-out is told as late', async () => {
    const stage = telling()
    let finish: (() => void) | undefined
    stage
      .scenario('slow')
      .when(
        'it hangs',
        () =>
          new Promise<void>((done) => {
            finish = done
          }),
      )
      .expect('z', () => {})
    await stage.outcomes({ timeout: 20 })
    finish?.()
    await new Promise((done) => setImmediate(done))
    expect(stage.late.map(({ what }) => what)).to.deep.equal(['"it hangs" went on after the scenario had been ended'])
  })
})
