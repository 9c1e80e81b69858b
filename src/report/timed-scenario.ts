import type { Joined } from './join-attempts.js'
import type { ExchangeNote, SamplesNote } from './notes.js'
import { readNotes } from './notes.js'
import type { ScenarioResult } from './results.js'

/** A scenario of the document, with what its deciding attempt timed; earlier attempts do not count. */
export interface TimedScenario {
  readonly scenario: ScenarioResult
  readonly samples: readonly SamplesNote[]
  readonly exchanges: readonly ExchangeNote[]
}

/** Reads what the last attempt has timed; nothing for a scenario that did not run. */
export function timedScenario(scenario: ScenarioResult, joined: Joined): TimedScenario {
  const last = joined.attempts.at(-1)
  if (last === undefined) return { scenario, samples: [], exchanges: [] }
  const { samples, exchanges } = readNotes(last)
  return { scenario, samples, exchanges }
}

/**
 * What tells the response times of these scenarios: their measurements, and the requests of categories in which nothing was measured on purpose.
 * What a played third party answered tells nothing about the product.
 */
export function pooled(timed: readonly TimedScenario[]): { samples: SamplesNote[]; exchanges: ExchangeNote[] } {
  const measured = new Set(timed.filter((one) => one.samples.length > 0).map((one) => one.scenario.category))
  return {
    samples: timed.flatMap((one) => one.samples),
    exchanges: ownExchanges(timed.filter((one) => !measured.has(one.scenario.category))),
  }
}

/** The requests to the system under test. */
export const ownExchanges = (timed: readonly TimedScenario[]): ExchangeNote[] =>
  timed.flatMap((one) => one.exchanges.filter((exchange) => !exchange.external))
