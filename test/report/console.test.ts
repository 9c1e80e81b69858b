import { expect } from 'chai'
import { readGate, toConsole } from '../../src/report/index.js'
import { everything, exchange, failing, plan, record, resultsOf } from './samples.js'

describe('the summary of a run', () => {
  it('tells categories, failures, gates, readiness and what was written', () => {
    const records = [
      ...Array.from({ length: 40 }, (_, n) => record({ title: `a${n}`, category: 'api', notes: [exchange(n + 1)] })),
      ...Array.from({ length: 9 }, (_, n) => record({ title: `c${n}`, category: 'component' })),
      failing({ title: 'two withdrawals at once lose no money', category: 'database' }),
      record({ title: 'd', category: 'database', status: 'skipped' }),
      {
        kind: 'pending',
        title: 'e',
        suites: [],
        at: record().at,
        tags: [],
        category: 'external',
        why: 'todo',
      } as const,
    ]
    const results = resultsOf(records, {
      plan: plan({ gates: [readGate('passRate', '100%'), readGate('coverage.database', '70%')] }),
      coverage: { database: 0.71 },
    })
    expect(
      toConsole(results, { written: ['plan.md (lines 210-291)', 'qa-integ-report/index.html'] }).split('\n'),
    ).to.deep.equal([
      '  api        ▕██████████████████▏   40 passed                                     p95 38 ms',
      '  component  ▕████▏                  9 passed',
      '  database   ▕▌▏                     0 passed    1 failed    1 skipped',
      '  external   ▕▏                      0 passed                             1 todo',
      '  ✗ database  two withdrawals at once lose no money               test/users.integ.ts:14',
      '      expected 500 to equal 201',
      '  gates      pass rate 98% of 100% ✗   coverage of Database Integration 71% of 70% ✓',
      '  plan       4 of 5 automated (80%)',
      '  readiness  blocked: 1 critical finding',
      '             the gate pass rate was missed: 98%, not at least 100%',
      '             1 scenario to be written',
      '             1 scenario skipped',
      '  written    plan.md (lines 210-291), qa-integ-report/index.html',
      '',
    ])
  })

  it('says that a scenario could not be run, was flaky or left work running', () => {
    const text = toConsole(everything())
    expect(text).to.contain('      could not be run\n      connect ECONNREFUSED')
    expect(text).to.contain('~ component stock is reserved (flaky: passed at attempt 2)')
    expect(text).to.contain('"orders are placed quickly" left work running')
  })

  it('has colours only when asked for, and cuts long errors', () => {
    const message = Array.from({ length: 40 }, (_, n) => `line ${n}`).join('\n')
    const results = resultsOf([failing({ errors: [{ name: 'E', message }] })])
    expect(toConsole(results)).to.contain('line 11\n      … 28 more lines').and.not.contain('\u001b')
    expect(toConsole(results, { color: true })).to.contain('\u001b[31m')
  })

  it('says so when all is well', () => {
    const all = (['api', 'component', 'database', 'external'] as const).map((category) =>
      record({ category, title: category }),
    )
    expect(toConsole(resultsOf(all))).to.contain('  readiness  ready: all 4 scenarios passed\n')
  })
})
