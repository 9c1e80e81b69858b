import { get } from 'node:http'
import { realClearTimeout, realSetTimeout } from '../scenario/real-time.js'
import { checkPath } from './path.js'

/** How it is known that a process can be talked to. */
export interface Ready {
  readonly by: 'answering'
  /** What is asked for with GET, from `/` on. */
  readonly path: string
}

/**
 * Ready when a GET of this path gets any answer below 500.
 *
 * @throws TypeError when it is no path.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { answering, status, target } from 'qa-integ/http'
 *
 * const ledger = target({
 *   command: ['node', '-e', "require('http').createServer((_, reply) => reply.end()).listen(process.env.PORT)"],
 *   readyWhen: answering('/health'),
 * })
 *
 * scenario('the ledger answers').when(ledger.get('/balance')).expect(status(200))
 * ```
 */
export function answering(path: string): Ready {
  if (!checkPath(path).startsWith('/'))
    throw new TypeError(`answering(...) takes a path such as '/health', not ${JSON.stringify(path)}`)
  return Object.freeze({ by: 'answering', path })
}

/** A process may listen on one of the two only. */
const HOSTS = ['127.0.0.1', '[::1]'] as const

/** How long to wait between two tries and for an answer, in milliseconds. */
const PAUSE = 25
const PATIENCE = 2_000

/** Asks until there is an answer below 500; hands back where it came from. `tell` hears why there was none. */
export async function untilAnswering(
  port: number,
  { path }: Ready,
  signal: AbortSignal,
  tell: (why: string) => void,
): Promise<string> {
  for (;;) {
    for (const host of HOSTS) {
      const url = `http://${host}:${port}`
      const outcome = await statusOf(url + path)
      if (signal.aborted) throw signal.reason
      if (typeof outcome === 'number' && outcome < 500) return url
      if (outcome !== 'ECONNREFUSED' && host === HOSTS[0]) tell(`it said ${outcome}`)
    }
    await new Promise((resolve) => realSetTimeout(resolve, PAUSE))
    if (signal.aborted) throw signal.reason
  }
}

/** The status of the answer, or why there is none. */
function statusOf(url: string): Promise<number | string> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
      request.destroy()
    })
    const timer = realSetTimeout(() => request.destroy(new Error(`nothing for ${PATIENCE / 1_000} s`)), PATIENCE)
    request.on('close', () => realClearTimeout(timer))
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
}
