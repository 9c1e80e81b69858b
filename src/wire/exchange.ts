import { STATUS_CODES } from 'node:http'
import { readable } from '../scenario/duration.js'
import { running } from '../scenario/running.js'
import { toCurl } from './curl.js'
import { maskHeaders, tellingHeaders } from './headers.js'
import { mask } from './masking.js'
import { isWhole, type RecordedBody } from './recorded-body.js'

/** One request and what came back, as it was: secrets are masked where it is shown. */
export interface Exchange {
  /** Who answered: the system under test, or a third party that is played. */
  readonly by: 'target' | 'service'
  /** The name of the handle. */
  readonly name: string
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody?: RecordedBody
  /** Missing when no answer came. */
  readonly status?: number
  readonly responseHeaders?: Readonly<Record<string, string>>
  readonly responseBody?: RecordedBody
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** Milliseconds until the answer was complete. */
  readonly ms: number
  /** Why there is no answer, or what was done in its place. */
  readonly error?: string
}

/** How much of a body a failure shows, in characters. */
const SHOWN = 2_000

/** Leaves the exchange in the report of the scenario that runs, and shows the last one of its handle if the scenario fails. */
export function recordExchange(exchange: Exchange): void {
  const scenario = running()
  if (!scenario) return
  const { by, name, method, url, status = null, ms, error } = exchange
  scenario.note({
    kind: 'exchange',
    [by]: name,
    method,
    path: new URL(url).pathname,
    status,
    ms,
    ...(error === undefined ? {} : { error }),
  })
  scenario.evidence(`the last exchange with ${name}`, () => `${describeExchange(exchange)}\n${toCurl(exchange)}`)
}

/** The exchange in a few lines, masked. */
export function describeExchange(exchange: Exchange): string {
  const { method, url, status, ms, error } = exchange
  const outcome = status === undefined ? (error ?? 'no answer') : `${status} ${STATUS_CODES[status] ?? ''}`.trim()
  return [
    `${method} ${mask(url)} -> ${mask(outcome)} (${readable(ms)})`,
    ...message('>', exchange.requestHeaders, exchange.requestBody),
    ...message('<', exchange.responseHeaders ?? {}, exchange.responseBody),
  ].join('\n')
}

function message(mark: string, headers: Readonly<Record<string, string>>, body: RecordedBody | undefined): string[] {
  const told = Object.entries(maskHeaders(tellingHeaders(headers))).map(([name, value]) => `${name}: ${value}`)
  return [...told, ...shown(body)].map((line) => `  ${mark} ${line}`)
}

function shown(body: RecordedBody | undefined): string[] {
  if (body === undefined) return []
  if (body.kind === 'bytes') return [`(${body.size} bytes that are no text)`]
  const text = mask(body.text)
  const cut = text.length > SHOWN || !isWhole(body)
  return [...text.slice(0, SHOWN).split('\n'), ...(cut ? [`… (${body.size} bytes in all)`] : [])]
}
