import { mismatchLines, type PactMismatch } from './mismatch-text.js'
import type { ReadInteraction } from './pact-files.js'
import { verify } from './verifier-process.js'

/** How an interaction was kept. */
export interface Replayed {
  /** What was not as promised, a line each. */
  readonly problems: readonly string[]
  /** The pact says that it need not be kept yet. */
  readonly pending: boolean
}

/** Where an interaction is replayed. */
export interface ReplayTarget {
  readonly provider: string
  /** Of what answers requests. */
  readonly url?: string
  /** On 127.0.0.1, of what answers for messages. */
  readonly messagePort?: number
}

/** Milliseconds that a provider may take to answer; a scenario's own time-out comes first. */
const PATIENCE = 60_000

interface Report {
  readonly result: boolean
  readonly errors: readonly ReportedError[]
  readonly pendingErrors: readonly ReportedError[]
  readonly interactionResults: readonly unknown[]
}

interface ReportedError {
  readonly mismatch:
    | { readonly type: 'mismatches'; readonly mismatches: readonly PactMismatch[] }
    | { readonly type: 'error'; readonly message: string }
}

/** Has Pact's verifier replay an interaction and compare what comes back. */
export async function replay(
  interaction: ReadInteraction,
  { provider, url, messagePort }: ReplayTarget,
  signal: AbortSignal,
): Promise<Replayed> {
  const { protocol, hostname, port, pathname } = new URL(url ?? 'http://127.0.0.1:1/')
  const scheme = protocol.replace(':', '')
  const text = await verify(
    {
      pact: interaction.alone,
      provider,
      scheme,
      host: hostname,
      port: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
      path: pathname,
      ...(messagePort === undefined ? {} : { messagePort }),
      timeout: PATIENCE,
      redirects: isRedirect(interaction),
    },
    signal,
  )
  const report = JSON.parse(text) as Report
  const errors = [...report.errors, ...report.pendingErrors]
  if (errors.length === 0 && (!report.result || report.interactionResults.length !== 1))
    throw new Error(`Pact's verifier did not replay it, and says no more than: ${text}`)
  return { problems: errors.flatMap(problemsOf), pending: report.errors.length === 0 && errors.length > 0 }
}

function problemsOf({ mismatch }: ReportedError): string[] {
  if (mismatch.type === 'mismatches') return mismatchLines(mismatch.mismatches)
  return [mismatch.message]
}

function isRedirect({ told }: ReadInteraction): boolean {
  const status = (told.response as { status?: unknown } | undefined)?.status
  return typeof status === 'number' && [301, 302, 303, 307, 308].includes(status)
}
