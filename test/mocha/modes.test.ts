import { expect } from 'chai'
import type { ScenarioRecord } from '../../src/scenario/record.js'
import { runSuite } from '../support/run-suite.js'

const imports = `import { expect } from 'chai'\nimport { scenario, suite } from 'qa-integ'\n`
const passes = (title: string, options = '{}') =>
  `scenario('${title}', ${options}).when('one', () => 1).expect('one', (n) => expect(n).to.equal(1))\n`
const imported = `${imports}${passes('z')}void x`
const fails = (title: string) =>
  `scenario('${title}').when('one', () => 1).expect('two', (n) => expect(n).to.equal(2))\n`
const titles = (records: readonly ScenarioRecord[]) => records.map(({ title, status }) => `${title}: ${status}`)

describe('under mocha', () => {
  it('scenarios pass, fail, wait and are skipped, with a record each', async () => {
    const { code, lines, scenarios, stdout } = await runSuite({
      'a.integ.ts': `${imports}${passes('good', "{ tags: ['smoke'], category: 'api', severity: 'high', point: 'A -> B' }")}${fails('bad')}
        scenario('bare')
        scenario.todo('later')
        scenario.skip('not now').when('x', () => 1).expect('y', () => {})
        scenario('skips itself').given('no engine', (_, { skip }) => skip('no engine here')).when('x', () => 1).expect('y', () => {})
        describe('inside', () => { ${passes('nested')} })
        scenario('unfinished').given('x', () => {})
      `,
    })
    expect(code).to.equal(2)
    expect(titles(scenarios)).to.deep.equal(['good: passed', 'bad: failed', 'skips itself: skipped', 'nested: passed'])
    expect(scenarios[0]).to.deep.include({
      category: 'api',
      severity: 'high',
      point: 'A -> B',
      tags: ['smoke'],
      attempt: 0,
      suites: [],
    })
    expect(scenarios[0]?.at).to.deep.include({ file: 'a.integ.ts', line: 3 })
    expect(scenarios[3]?.suites).to.deep.equal(['inside'])
    expect(
      lines
        .filter(({ kind }) => kind === 'pending')
        .map((line) => line.kind === 'pending' && `${line.title}: ${line.why}`),
    ).to.have.members(['later: todo', 'not now: skip', 'bare: bare'])
    expect(stdout).to.match(/scenario "unfinished" ends with "given x" and expects nothing/)
  })

  it('a label of an assertion hides neither its message nor the steps around it', async () => {
    const { stdout } = await runSuite({
      'a.integ.mjs': `${imports}scenario('sums').when('one', () => 1).expect('less', (n) => expect(n, 'the sum').to.be.below(1))`,
    })
    expect(stdout).to.contain('expect less: the sum: expected 1 to be below 1').and.contain('✓ when   one')
  })

  it('--grep selects by tag, --dry-run runs nothing, --forbid-only and --bail are obeyed', async () => {
    const files = {
      'a.integ.mjs': `${imports}${passes('one', "{ tags: ['smoke'] }")}${fails('two')}${passes('three')}`,
    }
    const [grep, dry, bail, only] = await Promise.all([
      runSuite(files, { args: ['--grep', '@smoke'] }),
      runSuite(files, { args: ['--dry-run'] }),
      runSuite(files, { args: ['--bail'] }),
      runSuite(
        { 'a.integ.mjs': `${imports}${passes('one').replace('scenario(', 'scenario.only(')}` },
        { args: ['--forbid-only'] },
      ),
    ])
    expect(titles(grep.scenarios)).to.deep.equal(['one: passed'])
    expect(titles(dry.scenarios)).to.deep.equal([])
    expect(dry.code).to.equal(0)
    expect(titles(bail.scenarios)).to.deep.equal(['one: passed', 'two: failed'])
    expect(only.code).not.to.equal(0)
    expect(only.stdout + only.stderr).to.match(/\.only.*forbidden/s)
  })

  it('a retry runs the givens again, within the same time-out', async () => {
    const { code, scenarios } = await runSuite({
      'a.integ.mjs': `${imports}
        let tries = 0
        scenario('flaky', { retries: 2, timeout: '1s' })
          .given('a try', () => ({ n: ++tries }))
          .when('it runs', ({ n }) => n)
          .expect('the third', (n) => expect(n).to.equal(3))
        let hangs = 0
        scenario('hangs twice', { retries: 1, timeout: '60ms' })
          .when('it hangs', () => new Promise((done) => { if (++hangs > 2) done(1) }))
          .expect('y', () => {})`,
    })
    expect(code).to.equal(1)
    expect(scenarios.map(({ title, attempt, status }) => `${title} ${attempt} ${status}`)).to.deep.equal([
      'flaky 0 failed',
      'flaky 1 failed',
      'flaky 2 passed',
      'hangs twice 0 failed',
      'hangs twice 1 failed',
    ])
    expect(scenarios[4]?.errors[0]?.message).to.match(/ran out of its 60 ms/)
  })

  it('--parallel loses no record, and tags and categories survive it', async () => {
    const one = (n: number) => `${imports}${passes(`p${n}`, "{ tags: ['t'], category: 'database' }")}${fails(`f${n}`)}`
    const { code, scenarios } = await runSuite(Object.fromEntries([1, 2, 3, 4].map((n) => [`${n}.integ.ts`, one(n)])), {
      args: ['--parallel', '--jobs', '2'],
    })
    expect(code).to.equal(4)
    expect(titles(scenarios)).to.have.members([1, 2, 3, 4].flatMap((n) => [`p${n}: passed`, `f${n}: failed`]))
    expect(scenarios.filter(({ category }) => category === 'database')).to.have.length(4)
  })

  it('a run that a worker of another run starts is a run of its own', async () => {
    const { code, scenarios } = await runSuite(
      { 'a.integ.mjs': `${imports}${passes('one')}` },
      { env: { MOCHA_WORKER_ID: '1' } },
    )
    expect(titles(scenarios)).to.deep.equal(['one: passed'])
    expect(code).to.equal(0)
  })

  for (const [kind, manifest] of [
    ['ESM', { type: 'module' }],
    ['CommonJS', {}],
  ] as const)
    it(`a suite that imports a suite is refused, and both are named (${kind})`, async () => {
      const suites = {
        'a.integ.ts': `${imports}export const x = 1\n${passes('a')}`,
        'm.integ.ts': `${imports}${passes('m')}`,
      }
      const importing = `import { x } from './a.integ.ts'\n${imported}`
      // In whichever order mocha loads them.
      for (const name of ['0.integ.ts', 'z.integ.ts']) {
        const { code, stdout, stderr } = await runSuite({ ...suites, [name]: importing }, { manifest })
        expect(code).not.to.equal(0)
        expect(stdout + stderr).to.contain(
          `${name} imports the suite a.integ.ts, so the scenarios of that would run twice`,
        )
      }
    })

  it('titles that are told twice in a file are refused, with both places', async () => {
    const { code, stdout, stderr } = await runSuite({ 'a.integ.mjs': `${imports}${passes('same')}${passes('same')}` })
    expect(code).not.to.equal(0)
    expect(stdout + stderr).to.match(/two scenarios are called "same": a\.integ\.mjs:3:\d+ and a\.integ\.mjs:4:\d+/)
  })

  it('the same title in two files is fine', async () => {
    const { code } = await runSuite({
      'a.integ.mjs': `${imports}${passes('same')}`,
      'b.integ.mjs': `${imports}${passes('same')}`,
    })
    expect(code).to.equal(0)
  })

  it('plain JavaScript works, imported and required', async () => {
    const required = `const { expect } = require('chai')\nconst { scenario } = require('qa-integ')\n`
    const { code, scenarios, stderr } = await runSuite(
      {
        'a.integ.mjs': `${imports}${passes('imported')}`,
        'b.integ.cjs': `${required}${passes('required')}`,
        'c.integ.js': `${required}${passes('default')}`,
      },
      { manifest: {}, nodeOptions: [] },
    )
    expect(titles(scenarios)).to.have.members(['imported: passed', 'required: passed', 'default: passed'])
    expect(code).to.equal(0)
    expect(stderr).to.equal('')
  })

  it('a handle without the hooks says which line is missing', async () => {
    const { stdout, code } = await runSuite(
      {
        'a.integ.mjs': `import { handle, scenario } from 'qa-integ'
          scenario('x').given(handle({ name: 'queue', start: () => 1 })).when('y', () => 1).expect('z', () => {})`,
      },
      { hooks: false },
    )
    expect(code).to.equal(1)
    expect(stdout).to.match(/the hooks of qa-integ are not loaded; add "require": \["qa-integ\/mocha"\]/)
  })
})
