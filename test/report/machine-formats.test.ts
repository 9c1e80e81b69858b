import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import fc from 'fast-check'
import { JSDOM } from 'jsdom'
import type { Results } from '../../src/report/index.js'
import { resultsSchema, toCtrf, toJson, toJunit } from '../../src/report/index.js'
import { ctrfRules } from './ctrf-rules.js'
import { everything, failing, record, resultsOf } from './samples.js'

describe('the results document', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(resultsSchema)
  const errorsOf = (value: unknown) => (validate(value) ? [] : validate.errors)

  it('is what its schema says, whole or empty', () => {
    for (const results of [everything(), resultsOf([]), resultsOf([failing(), record({ attempt: 1 })])])
      expect(errorsOf(JSON.parse(toJson(results)))).to.deep.equal([])
  })

  it('is refused by its schema when a part is missing, unknown or 0 for null', () => {
    const broken = (change: (results: Record<string, object>) => void) => {
      const results = JSON.parse(toJson(everything()))
      change(results)
      return errorsOf(results)
    }
    expect(broken((results) => Reflect.deleteProperty(results, 'readiness'))).to.not.be.empty
    expect(broken((results) => Object.assign(results, { extra: 1 }))).to.not.be.empty
    expect(broken((results) => Object.assign(results, { schemaVersion: '2.0.0' }))).to.not.be.empty
    expect(broken((results) => Object.assign(results.totals ?? {}, { passRate: 'all' }))).to.not.be.empty
  })
})

const parsed = (xml: string) => new new JSDOM().window.DOMParser().parseFromString(xml, 'application/xml')

describe('JUnit', () => {
  const doc = parsed(toJunit(everything()))
  const cases = [...doc.querySelectorAll('testcase')]
  const named = (part: string) => cases.find((one) => one.getAttribute('name')?.includes(part))

  it('counts as the results do, in one suite per file', () => {
    const root = doc.documentElement
    expect(['tests', 'failures', 'errors', 'skipped'].map((name) => root.getAttribute(name))).to.deep.equal([
      '48',
      '3',
      '1',
      '2',
    ])
    expect(cases.length).to.equal(48)
    expect([...doc.querySelectorAll('testsuite')].map((suite) => suite.getAttribute('name'))).to.deep.equal([
      'test/api.integ.ts',
      'test/component.integ.ts',
      'test/database.integ.ts',
      'test/external.integ.ts',
    ])
  })

  it('tells a failure from what could not be run, and what was skipped', () => {
    expect(named('two withdrawals')?.querySelector('failure')?.getAttribute('message')).to.equal(
      'balance is 70, but one after the other gives 20',
    )
    expect(named('mail server')?.querySelector('error')?.textContent).to.contain('ECONNREFUSED')
    expect(named('mail server')?.querySelector('failure')).to.equal(null)
    expect(named('in bulk')?.querySelector('skipped')?.getAttribute('message')).to.equal('needs PostgreSQL')
    expect(named('CV-2')?.querySelector('skipped')?.getAttribute('message')).to.equal('to be written')
  })

  it('tells a flaky pass, where a scenario is, and its steps', () => {
    expect(named('stock')?.querySelector('flakyFailure')?.textContent).to.contain('expected 500 to equal 201')
    expect(named('two withdrawals')?.getAttribute('line')).to.equal('31')
    expect(named('two withdrawals')?.getAttribute('classname')).to.equal('accounts › races')
    expect(named('two withdrawals')?.querySelector('system-out')?.textContent).to.contain(
      '✗ expect serializable (4 ms)',
    )
  })

  it('is well-formed whatever titles and errors hold', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, (title, message) => {
        const xml = toJunit(
          resultsOf([
            failing({
              title: `${title}]]>\u0005\uFFFE`,
              suites: [message],
              errors: [{ name: title, message, stack: title }],
            }),
          ]),
        )
        expect(parsed(xml).querySelectorAll('testcase failure').length).to.equal(1)
      }),
      { numRuns: 100 },
    )
  }).timeout(20_000)

  it('is well-formed for results that come from elsewhere, uncleaned', () => {
    const { scenarios, ...others } = resultsOf([failing()])
    const xml = toJunit({ ...others, scenarios: scenarios.map((one) => ({ ...one, title: 'a\u0005b\uFFFE\uD800<' })) })
    expect(parsed(xml).querySelector('testcase')?.getAttribute('name')).to.equal('ab<')
  })
})

describe('CTRF', () => {
  const validate = new Ajv({ strict: true, allErrors: true }).compile(ctrfRules)
  const errorsOf = (results: Results) => (validate(JSON.parse(JSON.stringify(toCtrf(results)))) ? [] : validate.errors)

  it('follows the rules of the format', () => {
    for (const results of [everything(), resultsOf([]), resultsOf([record({ title: '' })])])
      expect(errorsOf(results)).to.deep.equal([])
  })

  it('has whole milliseconds, and keeps under extra what the format has no place for', () => {
    const { results } = toCtrf(everything()) as unknown as {
      results: { summary: object; tests: Record<string, unknown>[]; extra: { qaInteg: object } }
    }
    expect(results.summary).to.include({
      tests: 48,
      passed: 42,
      failed: 4,
      skipped: 1,
      pending: 1,
      flaky: 1,
      start: Date.parse('2026-11-20T10:00:00.040Z'),
      duration: 1382,
    })
    expect(results.tests.find(({ flaky }) => flaky)).to.deep.include({
      name: 'stock is reserved',
      retries: 1,
      status: 'passed',
    })
    expect(results.extra.qaInteg).to.include.keys('readiness', 'gates', 'findings', 'performance')
  })
})
