import { figuresOf, figuresOfSamples, largest, methodOf, responseTimes, type Timed } from './figures.js'
import { logarithmicBins } from './percentile.js'
import type { Distribution, Figures, Measured, Measurement, Performance } from './results.js'
import type { TimedScenario } from './timed-scenario.js'
import { pooled } from './timed-scenario.js'

/** The performance of a run; what was not measured is null. */
export function performanceOf(timed: readonly TimedScenario[]): Performance {
  const all = pooled(timed)
  const measurements = timed.flatMap(measurementsOf)
  const figures = figuresOf(all)
  return {
    ...figures,
    concurrency: concurrencyHeld(timed),
    peakThroughput: peak(timed, measurements),
    method: methodOf(all),
    measurements,
    distribution: distributionOf(all, figures),
  }
}

/** How the response times behind the figures spread, as far as they are known one by one; its marks are those figures. */
function distributionOf({ samples, exchanges }: Timed, { p95, p99 }: Figures): Distribution | null {
  const values = [...samples.flatMap((note) => note.values), ...responseTimes(exchanges)]
  const bins = logarithmicBins(values)
  return bins.length === 0 ? null : { samples: values.length, p95, p99, bins }
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
