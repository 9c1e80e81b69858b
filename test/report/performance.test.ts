import { expect } from 'chai'
import fc from 'fast-check'
import { logarithmicBins, nearestRank } from '../../src/report/percentile.js'
import { exchange, failing, record, resultsOf } from './samples.js'

const samples = (given: object = {}) => ({
  kind: 'samples',
  title: 'place an order',
  n: 200,
  errors: 2,
  ms: { average: 10, p95: 20, p99: 30, max: 40, total: 1_000 },
  ...given,
})
const of = (...notes: { kind: string }[]) => resultsOf([record({ notes, category: 'api' })]).performance

describe('performance', () => {
  it('is not measured where nothing was, never 0', () => {
    const { measurements, distribution, method, ...figures } = of()
    expect(Object.values(figures).every((value) => value === null)).to.equal(true)
    expect([measurements, distribution, method]).to.deep.equal([[], null, null])
  })

  it('is what a measurement told', () => {
    expect(of(samples({ concurrency: 8 }))).to.deep.include({
      samples: 200,
      average: 10,
      p95: 20,
      p99: 30,
      max: 40,
      errorRate: 0.01,
      throughput: 200,
      peakThroughput: null,
      concurrency: null,
    })
  })

  it('tells no percentile of too few samples', () => {
    expect(of(samples({ n: 99 }))).to.include({ p95: 20, p99: null })
    expect(of(samples({ n: 19 }))).to.include({ p95: null, p99: null, max: 40 })
    expect(of(...Array.from({ length: 19 }, (_, n) => exchange(n)))).to.include({ p95: null, max: 18 })
  })

  it('takes what is no number for not measured', () => {
    expect(of(samples({ n: 30, ms: { average: 'fast', p95: Number.NaN }, throughput: null }))).to.include({
      average: null,
      p95: null,
      max: null,
      throughput: null,
    })
    expect(of({ kind: 'samples' })).to.include({ samples: null, average: null })
  })

  it('takes every response where nothing was measured on purpose', () => {
    const performance = of(...Array.from({ length: 100 }, (_, n) => exchange(n + 1)))
    expect(performance).to.include({
      samples: 100,
      average: 50.5,
      p95: 95,
      p99: 99,
      max: 100,
      throughput: null,
      errorRate: null,
    })
    expect(performance.distribution?.bins.reduce((sum, { count }) => sum + count, 0)).to.equal(100)
  })

  it('leaves out what played third parties answered, and attempts that did not decide', () => {
    const slow = exchange(30_000, { service: 'payments' })
    expect(of(slow).samples).to.equal(null)
    const { performance } = resultsOf([failing({ notes: [samples()] }), record({ attempt: 1, notes: [exchange(3)] })])
    expect(performance).to.include({ samples: 1, max: 3 })
  })

  it('is the worst of several, so that fast samples never hide slow requests', () => {
    const requests = Array.from({ length: 20 }, () => exchange(500))
    const { performance } = resultsOf([
      record({ title: 'a', category: 'component', notes: [samples({ n: 5_000 })] }),
      record({ title: 'b', category: 'api', notes: requests }),
    ])
    expect(performance).to.include({ samples: 5_020, p95: 500, p99: 500, max: 500, throughput: 5_000 })
    expect(performance.average).to.be.closeTo(11.95, 0.01)
  })

  it('marks in the distribution what the figures say, of the responses behind them', () => {
    const measured = Array.from({ length: 100 }, (_, n) => n + 1)
    const { performance } = resultsOf([
      record({ title: 'a', category: 'api', notes: [samples({ n: 100, values: measured }), exchange(9_000)] }),
      record({ title: 'b', category: 'api', notes: [exchange(8_000)] }),
    ])
    expect(performance.distribution).to.deep.include({ samples: 100, p95: performance.p95, p99: performance.p99 })
  })

  it('knows a peak when it is told one, or has several rates to compare', () => {
    expect(of(samples({ peakThroughput: 900 })).peakThroughput).to.equal(900)
    expect(of(samples({ throughput: 100 }), samples({ throughput: 300 })).peakThroughput).to.equal(300)
  })

  it('supports the concurrency under which a scenario passed without an error', () => {
    const concurrency = (errors: number, status: 'passed' | 'failed', n: number) =>
      record({ title: `${errors}${status}`, status, notes: [samples({ errors, concurrency: n })] })
    const { performance } = resultsOf([
      concurrency(0, 'passed', 8),
      concurrency(1, 'passed', 16),
      concurrency(0, 'failed', 32),
    ])
    expect(performance.concurrency).to.equal(8)
    expect(of(samples({ errors: 0, concurrency: 1 })).concurrency).to.equal(null)
  })

  it('has percentiles by nearest rank', () => {
    expect(nearestRank([7], 0.95)).to.equal(7)
    expect(nearestRank([1, 2, 3, 4], 0.5)).to.equal(2)
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, share) => {
          const sorted = [...values].sort((a, b) => a - b)
          const found = nearestRank(sorted, share)
          const notAbove = sorted.filter((value) => value <= found).length
          const below = sorted.filter((value) => value < found).length
          expect(notAbove).to.be.at.least(sorted.length * share - 1e-6)
          expect(below).to.be.below(sorted.length * share)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('puts every sample into a bin', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e7, noNaN: true })), (values) => {
        const bins = logarithmicBins(values)
        const count = bins.reduce((sum, bin) => sum + bin.count, 0)
        expect(bins.length === 0 ? values.length : count).to.equal(values.length)
        for (const [index, bin] of bins.entries())
          expect(bin.from).to.equal(index === 0 ? bin.from : bins[index - 1]?.to)
      }),
      { numRuns: 200 },
    )
  })
})
