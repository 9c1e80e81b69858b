import { conclusion, integrationAdvice, performanceAdvice } from '../advice.js'
import type { Results } from '../results.js'
import { capital } from '../words.js'
import type { Limits } from './limits.js'
import { first, md } from './text.js'

/** What to do next, and the sign-off. */
export function recommendationsSection(results: Results, limits: Limits): string[] {
  const { verdict, reasons } = results.readiness
  const list = (items: readonly string[]): string[] =>
    first(items, Math.max(1, limits.rows), (item) => [`- ${md(capital(item))}`], 'points')
  return [
    '## Recommendations',
    '',
    '### Deployment Readiness',
    '',
    `**${verdict[0]?.toUpperCase()}${verdict.slice(1)}**${reasons.length > 0 ? '' : ': every gate was met and nothing was found'}.`,
    '',
    ...(reasons.length > 0 ? [...list(reasons), ''] : []),
    '### Performance Optimization',
    '',
    ...list(performanceAdvice(results)),
    '',
    '### Integration Improvements',
    '',
    ...list(integrationAdvice(results)),
    '',
    '## Conclusion',
    '',
    conclusion(results).map(md).join(' '),
  ]
}
