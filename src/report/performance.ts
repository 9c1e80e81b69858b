import { figuresOf, figuresOfSamples, figuresOfValues, largest, methodOf, responseTimes } from './figures.js'
import { logarithmicBins } from './percentile.js'
import type { Distribution, Measured, Measurement, Performance } from './results.js'
import type { TimedScenario } from './timed-scenario.js'
import { ownExchanges, pooled } from './timed-scenario.js'

/** The performance of a run; what was not measured is null. */
export function performanceOf(timed: readonly TimedScenario[]): Performance {
  const all = pooled(timed)
  const measurements = timed.flatMap(measurementsOf)
  return {
    ...figuresOf(all),
    concurrency: concurrencyHeld(timed),
    peakThroughput: peak(timed, measurements),
    method: methodOf(all),
    measurements,
    distribution: distributionOf(timed),
  }
}

/** How the response times that are known one by one spread. */
function distributionOf(timed: readonly TimedScenario[]): Distribution | null {
  const exchanges = responseTimes(ownExchanges(timed))
  const values = exchanges.length > 0 ? exchanges : timed.flatMap((one) => one.samples.flatMap((note) => note.values))
  const bins = logarithmicBins(values)
  if (bins.length === 0) return null
  const { p95, p99 } = figuresOfValues(values)
  return { samples: values.length, p95, p99, bins }
}

function measurementsOf({ scenario, samples }: TimedScenario): Measurement[] {
  return samples.map((note) => ({
    title: note.title,
    scenario: scenario.id,
    category: scenario.category,
    point: scenario.point,
    ...figuresOfSamples(note),
  }))
}

/** The highest concurrency under which a scenario passed without an error; one after the other is none. */
function concurrencyHeld(timed: readonly TimedScenario[]): Measured {
  const held = timed.filter((one) => one.scenario.status === 'passed')
  return largest(
    held.flatMap((one) =>
      one.samples.map((note) => (note.errors === 0 && (note.concurrency ?? 0) > 1 ? note.concurrency : null)),
    ),
  )
}

/** As the measurements tell it, else the highest average of several: one average alone is no peak. */
function peak(timed: readonly TimedScenario[], measurements: readonly Measurement[]): Measured {
  const told = largest(timed.flatMap((one) => one.samples.map((note) => note.peakThroughput)))
  const rates = measurements.flatMap((one) => (one.throughput === null ? [] : [one.throughput]))
  return told ?? (rates.length > 1 ? largest(rates) : null)
}
