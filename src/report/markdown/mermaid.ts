import { oneLine } from '../plain-text.js'
import type { ScenarioResult, TracedCall } from '../results.js'
import { millis } from '../words.js'

/** Who called whom in a scenario, as a Mermaid sequence diagram; its caller is the test where a call names none. */
export function sequenceDiagram({ calls }: Pick<ScenarioResult, 'calls'>, most: number): string[] {
  const shown = calls.slice(0, most)
  const names = [...new Set(shown.flatMap((call) => [callerOf(call), call.to]))]
  const id = (name: string): string => `p${names.indexOf(name)}`
  return [
    'sequenceDiagram',
    ...names.map((name) => `  participant ${id(name)} as ${label(name)}`),
    ...shown.flatMap((call) => arrows(call, id)),
    ...(calls.length > most ? [`  Note over ${id(names[0] ?? '')}: and ${calls.length - most} more calls`] : []),
  ]
}

const callerOf = (call: TracedCall): string => call.from ?? 'test'

function arrows(call: TracedCall, id: (name: string) => string): string[] {
  const [from, to] = [id(callerOf(call)), id(call.to)]
  const took = call.ms === null ? '' : ` ${millis(call.ms)}`
  return [
    `  ${from}->>${to}: ${label(call.method)}`,
    `  ${to}${call.ok ? '-->>' : '--x'}${from}: ${call.ok ? 'ok' : 'failed'}${took}`,
  ]
}

/** Text that Mermaid prints and does not read: every sign with a meaning becomes its character code. */
function label(text: string): string {
  const short = oneLine(text).slice(0, 80)
  return (
    short
      .replace(/[^\p{L}\p{N} _.,()/?!=*'-]/gu, (sign) => `#${sign.codePointAt(0)};`)
      .replace(/\bend\b/gi, (word) => `#${word.codePointAt(0)};${word.slice(1)}`) || '?'
  )
}
