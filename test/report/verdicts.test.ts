import { expect } from 'chai'
import type { GateTarget } from '../../src/report/index.js'
import { exitCodeOf, readGate } from '../../src/report/index.js'
import { exchange, failing, plan, record, resultsOf, step } from './samples.js'

const gated = (gates: GateTarget[], ...records: Parameters<typeof resultsOf>[0]) =>
  resultsOf(records, { plan: plan({ gates }), coverage: { total: 0.8, api: 0.9 } })
const gate = (target: GateTarget, ...records: Parameters<typeof resultsOf>[0]) => gated([target], ...records).gates[0]
const requests = (ms: number, n = 20) => Array.from({ length: n }, () => exchange(ms))

describe('a gate', () => {
  for (const [name, target, read] of [
    ['passRate', '95%', { metric: 'passRate', limit: 'at least', value: 0.95, unit: 'share' }],
    ['Pass Rate', '100 %', { metric: 'passRate', limit: 'at least', value: 1, unit: 'share' }],
    ['p95', '<200ms', { metric: 'p95', limit: 'under', value: 200, unit: 'ms' }],
    ['p99', '1.5s', { metric: 'p99', limit: 'at most', value: 1500, unit: 'ms' }],
    ['Response Time (95th %)', '≤ 200 ms', { metric: 'p95', limit: 'at most', value: 200, unit: 'ms' }],
    ['Throughput', '>1000 req/s', { metric: 'throughput', limit: 'over', value: 1000, unit: 'per second' }],
    ['Error Rate', '<1%', { metric: 'errorRate', limit: 'under', value: 0.01, unit: 'share' }],
    ['errorRate', '0.5%', { metric: 'errorRate', limit: 'at most', value: 0.005, unit: 'share' }],
    [
      'coverage.database',
      '80%',
      { metric: 'coverage', category: 'database', limit: 'at least', value: 0.8, unit: 'share' },
    ],
    ['coverage', '0.8', { metric: 'coverage', limit: 'at least', value: 0.8, unit: 'share' }],
  ] as const)
    it(`"${name}" of "${target}" is read`, () => {
      expect(readGate(name, target)).to.deep.equal(read)
    })

  for (const [name, target, sentence] of [
    ['p95', 'fast', /the gate "p95" can't have the target "fast".*<200ms/],
    ['p95', '95%', /can't have the target/],
    ['passRate', '120%', /can't have the target/],
    ['passRate', '95', /can't have the target/],
    ['throughput', '5 apples', /can't have the target/],
    ['beauty', '95%', /"beauty" is no gate; there are passRate/],
    ['coverage.frontend', '80%', /"coverage.frontend" is no gate/],
  ] as const)
    it(`"${name}" of "${target}" is refused with a sentence`, () => {
      expect(() => readGate(name, target)).to.throw(TypeError, sentence)
    })

  it('is met or missed by what was measured', () => {
    expect(gate(readGate('passRate', '100%'), record(), failing({ title: 'x' }))).to.include({
      verdict: 'missed',
      actual: '50%',
      target: 'at least 100%',
    })
    expect(gate(readGate('p95', '<200ms'), record({ notes: requests(199) }))?.verdict).to.equal('met')
    expect(gate(readGate('p95', '<200ms'), record({ notes: requests(200) }))?.verdict).to.equal('missed')
    expect(gate(readGate('p95', '200ms'), record({ notes: requests(200) }))?.verdict).to.equal('met')
    expect(gate(readGate('coverage.api', '90%'), record())?.verdict).to.equal('met')
    expect(gate(readGate('coverage', '90%'), record())?.verdict).to.equal('missed')
  })

  it('is never met by what was not measured, and says why', () => {
    expect(gate(readGate('p95', '<200ms'), record())).to.include({
      verdict: 'not measured',
      actual: null,
      reason: 'nothing was timed',
    })
    expect(gate(readGate('p95', '<200ms'), record({ notes: requests(1, 5) }))?.reason).to.equal(
      '5 samples, and it needs 20',
    )
    expect(gate(readGate('throughput', '>10 req/s'), record({ notes: requests(1) }))?.reason).to.contain('sampled')
    expect(gate(readGate('coverage.external', '80%'), record())?.reason).to.equal('no code coverage was taken')
    expect(gate(readGate('passRate', '100%'))?.reason).to.equal('no scenario ran')
  })

  it('looks at its category, and at the measurements that name its subject', () => {
    const notes = (p95: number) => [{ kind: 'samples', title: 'x', n: 50, errors: 0, ms: { p95, max: p95 } }]
    const records = [
      record({ title: 'a', category: 'api', point: 'Client -> Users API', notes: notes(10) }),
      record({ title: 'b', category: 'database', point: 'Users -> users', notes: notes(900) }),
    ]
    const p95 = readGate('p95', '<200ms')
    expect(gate({ ...p95, category: 'api' }, ...records)?.verdict).to.equal('met')
    expect(gate({ ...p95, subject: 'users api' }, ...records)).to.include({ verdict: 'met', name: 'p95 of users api' })
    expect(gate({ ...p95, subject: 'Checkout' }, ...records)).to.include({
      verdict: 'missed',
      reason: 'no measurement names "Checkout": judged on the whole run',
    })
  })
})

describe('a finding', () => {
  const severityOf = (...given: Parameters<typeof failing>) => {
    const [finding] = resultsOf([failing(...given)]).findings
    return [finding?.severity, finding?.rule]
  }

  it('has the severity that its scenario has', () => {
    expect(severityOf({ severity: 'low', category: 'database' })).to.deep.equal([
      'low',
      'its author says low: data is lost or wrong',
    ])
  })

  it('else that of a rule', () => {
    expect(severityOf({ category: 'api' })[0]).to.equal('high')
    expect(severityOf({ category: 'api' }, 'status is 401')).to.deep.equal([
      'critical',
      'an authorisation check does not hold',
    ])
    expect(severityOf({ category: 'database' }, 'users +1')[0]).to.equal('critical')
    expect(severityOf({ category: 'database' }, 'at most 3 queries')[0]).to.equal('medium')
    expect(severityOf({ category: 'external' }, 'the order is refunded')[1]).to.equal(
      'a failure of a third party is not handled',
    )
    expect(severityOf({ category: 'component' }, 'the bill names the customer')[0]).to.equal('high')
    expect(severityOf({ category: 'api' }, 'p95 under 200ms')[0]).to.equal('medium')
    expect(severityOf({}, 'it is done')[0]).to.equal('medium')
  })

  it('is no hole in the authorisation when a right request is refused', () => {
    const error = { name: 'E', message: 'expected 401 to equal 201', expected: '201', actual: '401' }
    expect(severityOf({ category: 'api', errors: [error] }, 'status is 201')[0]).to.equal('high')
  })

  it('holds all that is needed to see it again', () => {
    const [finding] = resultsOf([failing({ category: 'api', point: 'A -> B' })]).findings
    expect(finding).to.deep.include({
      id: 'F-1',
      kind: 'defect',
      title: 'a user is created',
      point: 'A -> B',
      expected: '201',
      actual: '500',
      at: { file: 'test/users.integ.ts', line: 14, column: 5 },
      evidence: [{ name: 'AssertionError', text: 'expected 500 to equal 201' }],
      reproduce: ['when POST /api/users', 'expect status is 201 (failed)', 'npx qa-integ run test/users.integ.ts:10'],
    })
  })

  it('shows what its failure left as evidence', () => {
    const notes = [{ kind: 'evidence', title: 'the last exchange', text: 'GET /\u0005\ncurl http://x' }]
    expect(resultsOf([failing({ notes })]).findings[0]?.evidence[1]).to.deep.equal({
      name: 'the last exchange',
      text: 'GET /\ncurl http://x',
    })
    expect(resultsOf([record({ notes })]).scenarios[0]?.evidence).to.deep.equal([])
  })

  it('is no defect of the product when the test could not be run', () => {
    const { findings, totals } = resultsOf([failing({ blame: 'test', category: 'database' })])
    expect(findings[0]).to.include({ kind: 'could not be run', severity: 'medium' })
    expect(totals).to.include({ failed: 1, couldNotRun: 1 })
  })

  it('comes in the order of severity', () => {
    const { findings } = resultsOf([
      failing({ title: 'a', severity: 'low' }),
      failing({ title: 'b', severity: 'critical', blame: 'test' }),
      failing({ title: 'c', severity: 'critical' }),
    ])
    expect(findings.map(({ id, title }) => `${id} ${title}`)).to.deep.equal(['F-1 c', 'F-2 b', 'F-3 a'])
  })
})

describe('readiness', () => {
  const all = (['api', 'component', 'database', 'external'] as const).map((category) =>
    record({ category, title: category }),
  )

  it('is given when all passed', () => {
    const results = resultsOf(all)
    expect(results.readiness).to.deep.equal({ verdict: 'ready', reasons: [] })
    expect(exitCodeOf(results)).to.equal(0)
  })

  it('is blocked by a finding of a blocking severity', () => {
    const results = resultsOf([...all, failing({ severity: 'critical' })])
    expect(results.readiness.verdict).to.equal('blocked')
    expect(results.readiness.reasons).to.include('1 critical finding')
    expect(exitCodeOf(results)).to.equal(1)
  })

  it('is conditional with one that does not block', () => {
    const results = resultsOf([...all, failing({ severity: 'low' })])
    expect(results.readiness).to.deep.equal({ verdict: 'conditional', reasons: ['1 low finding'] })
    expect(exitCodeOf(results)).to.equal(1)
    expect(
      resultsOf([failing({ severity: 'low' })], { plan: plan({ gates: [], blockOn: ['low'] }) }).readiness.verdict,
    ).to.equal('blocked')
  })

  it('is blocked by a gate that was missed, conditional when the gate does not block', () => {
    const missed = gated([readGate('coverage', '90%')], ...all)
    expect(missed.readiness).to.deep.equal({
      verdict: 'blocked',
      reasons: ['the gate coverage was missed: 80%, not at least 90%'],
    })
    expect(exitCodeOf(missed)).to.equal(2)
    const open = gated([{ ...readGate('coverage', '90%'), blocking: false }], ...all)
    expect([open.readiness.verdict, exitCodeOf(open)]).to.deep.equal(['conditional', 0])
  })

  it('is conditional while something is open', () => {
    const verdict = (...records: Parameters<typeof resultsOf>[0]) => resultsOf([...all, ...records]).readiness
    const pending = { kind: 'pending', suites: [], at: record().at, tags: [], title: 't' } as const
    expect(verdict({ ...pending, why: 'todo' })).to.deep.equal({
      verdict: 'conditional',
      reasons: ['1 scenario to be written'],
    })
    expect(verdict({ ...pending, why: 'skip' }).reasons).to.deep.equal(['1 scenario skipped'])
    expect(verdict({ kind: 'late', scenario: 'a', what: 'b' }).reasons).to.deep.equal(['1 scenario left work running'])
    expect(verdict(failing({ title: 'f' }), record({ title: 'f', attempt: 1 })).reasons).to.deep.equal([
      '1 flaky scenario',
    ])
    expect(verdict(failing({ title: 'f', blame: 'test' })).reasons).to.deep.equal([
      '1 medium scenario that could not be run',
    ])
    expect(gated([readGate('p95', '<1s')], ...all).readiness.reasons).to.deep.equal([
      'the gate p95 was not measured: nothing was timed',
    ])
  })

  it('is blocked when nothing ran or results are missing', () => {
    expect(resultsOf([]).readiness).to.deep.equal({ verdict: 'blocked', reasons: ['no scenario ran'] })
    expect(resultsOf([]).gates[0]?.verdict).to.equal('not measured')
    expect(exitCodeOf(resultsOf([]))).to.equal(4)
    const torn = resultsOf(all, {
      problems: [{ kind: 'torn line', text: 'torn', file: null, line: null, incomplete: true }],
    })
    expect(torn.readiness).to.deep.equal({ verdict: 'blocked', reasons: ['torn'] })
    expect(exitCodeOf(torn)).to.equal(4)
  })

  it('is judged on the steps that failed, not on those that passed', () => {
    const { findings } = resultsOf([
      failing({
        category: 'component',
        steps: [step({ title: 'status is 401' }), step({ title: 'x', status: 'failed' })],
        errors: [{ name: 'E', message: 'no' }],
      }),
    ])
    expect(findings[0]?.severity).to.equal('high')
  })
})
