import type { Endpoint, Results } from './results.js'
import { categoryTitles, counted, figure, listed, millis, percent, severities } from './words.js'

/** What to do next about speed, as far as the measurements tell. */
export function performanceAdvice({ gates, endpoints, performance }: Results): string[] {
  const { p95, max, errorRate, samples } = performance
  if (samples === null)
    return ['Response times were not measured: add sampled(...) to a scenario of the operations that matter.']
  const advice = gates
    .filter((gate) => gate.verdict === 'missed' && /p9[59]|response time|throughput|error rate/.test(gate.name))
    .map((gate) => `Bring ${gate.name} from ${gate.actual} to ${gate.target}.`)
  const slowest = slowestOf(endpoints)
  if (slowest)
    advice.push(`Begin with ${slowest.name}: it is the slowest operation (average ${millis(slowest.average)}).`)
  if (p95 !== null && max !== null && p95 > 0 && max > 5 * p95)
    advice.push(
      `The slowest response took ${figure(max / p95)} times the 95th percentile (${millis(max)}): look for cold starts, locks and pauses.`,
    )
  if (errorRate !== null && errorRate > 0)
    advice.push(`${percent(errorRate)} of the samples were errors: explain them before any figure above is trusted.`)
  if (p95 === null)
    advice.push(
      `${counted(samples, 'response')} ${samples === 1 ? 'is' : 'are'} too few for a 95th percentile, which needs 20.`,
    )
  return advice.length > 0 ? advice : ['Nothing in these measurements asks for a change.']
}

function slowestOf(endpoints: readonly Endpoint[]): { name: string; average: number } | undefined {
  const timed = endpoints.flatMap(({ method, path, average }) =>
    average === null ? [] : [{ name: `${method} ${path}`, average }],
  )
  return timed.length < 2 ? undefined : timed.reduce((slowest, one) => (one.average > slowest.average ? one : slowest))
}

/** What to do next about the boundaries and their tests. */
export function integrationAdvice(results: Results): string[] {
  const { categories, integrationPoints, late, plan, totals, uncategorised } = results
  const advice: string[] = []
  for (const point of integrationPoints)
    if (point.verdict === 'failed') advice.push(`Mend ${point.name}: ${point.failed} of ${point.run} scenarios failed.`)
  const idle = categories.filter((category) => category.run === 0).map(({ category }) => categoryTitles[category])
  if (idle.length > 0)
    advice.push(`Nothing was run for ${listed(idle)}: plan scenarios for it, or say why there is nothing to test.`)
  if (totals.couldNotRun > 0)
    advice.push(`Make ${counted(totals.couldNotRun, 'scenario')} runnable: what failed is the set-up, not the product.`)
  if (totals.flaky > 0)
    advice.push(
      `Look into ${counted(totals.flaky, 'flaky scenario')} before relying on a retry: the outcome depends on chance.`,
    )
  if (totals.todo > 0) advice.push(`Write ${counted(totals.todo, 'scenario')} of which there is only a title.`)
  if (plan && plan.missing.length > 0)
    advice.push(`Run ${counted(plan.missing.length, 'planned scenario')} that left no result.`)
  if (late.length > 0)
    advice.push(
      `Wait for the work that ${counted(new Set(late.map((one) => one.scenario)).size, 'scenario')} left running.`,
    )
  if (uncategorised !== null)
    advice.push(
      `Give ${counted(uncategorised.run + uncategorised.skipped + uncategorised.todo, 'scenario')} a category, so that each is counted where it belongs.`,
    )
  if (totals.coverage === null && totals.run > 0)
    advice.push('Measure code coverage, to see which parts no scenario reaches.')
  return advice.length > 0 ? advice : ['Nothing in this run asks for a change.']
}

/** The overall assessment, in a few sentences. */
export function conclusion({ totals, readiness, findings, integrationPoints, plan }: Results): string[] {
  const held = integrationPoints.filter((point) => point.verdict === 'passed').length
  const worst = severities.find((severity) => findings.some((finding) => finding.severity === severity))
  return [
    totals.run === 0
      ? 'No scenario ran, so nothing is known about the product.'
      : `${totals.passed} of ${counted(totals.run, 'scenario')} that ran passed (${percent(totals.passRate)}).`,
    ...(integrationPoints.length > 0
      ? [`${held} of ${counted(integrationPoints.length, 'integration point')} held.`]
      : []),
    ...(plan ? [`${plan.automated} of ${counted(plan.planned, 'planned scenario')} are automated.`] : []),
    findings.length === 0
      ? totals.run === 0
        ? ''
        : 'There are no findings.'
      : `There ${findings.length === 1 ? 'is' : 'are'} ${counted(findings.length, 'finding')}, the worst of them ${worst}.`,
    verdictSentence(readiness.verdict),
  ].filter((sentence) => sentence !== '')
}

function verdictSentence(verdict: Results['readiness']['verdict']): string {
  switch (verdict) {
    case 'ready':
      return 'Signed off: ready for deployment.'
    case 'conditional':
      return 'Signed off under the conditions named above.'
    case 'blocked':
      return 'Not signed off: deployment is blocked for the reasons named above.'
  }
}
