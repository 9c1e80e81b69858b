import type { ScenarioResult, TracedCall } from '../results.js'
import { millis } from '../words.js'
import { figure, fitting, line, rect, text } from './chart.js'

const mostCalls = 40
const mostNames = 8

/** Who called whom in a scenario, in order; nothing where nothing was traced. */
export function sequenceChart(scenario: ScenarioResult, id: string): string {
  const calls = scenario.calls.slice(0, mostCalls)
  const names = [...new Set(calls.flatMap((call) => [callerOf(call), call.to]))]
  if (calls.length === 0 || names.length > mostNames) return ''
  const gap = 760 / names.length
  const x = (name: string): number => gap * (names.indexOf(name) + 0.5)
  const height = 52 + calls.length * 34
  const heads = names.map(
    (name) =>
      line(x(name), 34, x(name), height, 'life') +
      rect(x(name) - gap * 0.44, 4, gap * 0.88, 28, 'head') +
      text(x(name), 23, fitting(name, Math.floor(gap / 9)), '', 'middle'),
  )
  const arrows = calls.map((call, index) => arrow(call, x, 66 + index * 34, gap))
  const left = scenario.calls.length - calls.length
  const title = `Calls of "${scenario.title}"${left > 0 ? `, the first ${calls.length} of ${scenario.calls.length}` : ''}`
  const description = calls
    .map((call) => `${callerOf(call)} calls ${call.to}.${call.method}${call.ok ? '' : ', which fails'}`)
    .join('; ')
  return figure(id, title, description, [760, height + 6], [...heads, ...arrows].join(''))
}

const callerOf = (call: TracedCall): string => call.from ?? 'test'

function arrow(call: TracedCall, x: (name: string) => number, y: number, gap: number): string {
  const [from, to] = [x(callerOf(call)), x(call.to)]
  const kind = call.ok ? 'call' : 'call failed'
  const words = fitting(
    `${call.ok ? '' : '✗ '}${call.method}${call.ms === null ? '' : `, ${millis(call.ms)}`}`,
    Math.floor(gap / 6),
  )
  if (from === to)
    return `<path d="M${from} ${y - 6}h26v12h-20" class="${kind}"/>${tip(from + 5, y + 6, -1, kind)}${text(from + 32, y + 3, words, 'q')}`
  const side = to > from ? 1 : -1
  return (
    line(from, y, to - side * 2, y, kind) +
    tip(to - side * 1, y, side, kind) +
    text((from + to) / 2, y - 6, words, 'q', 'middle')
  )
}

const tip = (x: number, y: number, side: number, kind: string): string =>
  `<path d="M${x - side * 8} ${y - 4}L${x} ${y}L${x - side * 8} ${y + 4}" class="${kind}"/>`
