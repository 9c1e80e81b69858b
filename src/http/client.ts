import { setMaxListeners } from 'node:events'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { now } from '../scenario/real-time.js'
import type { Answer } from './reply.js'

/** A request that is ready to be sent. */
export interface Message {
  readonly method: string
  /** Absolute. */
  readonly url: string
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly content: string | Buffer | undefined
  /** Follow redirects; without it a redirect is the answer. */
  readonly follow: boolean
  /** The headers that no other host may see when a redirect leads there. */
  readonly secret: readonly string[]
}

/** Sends requests over connections of its own, which are kept open between them. */
export interface Client {
  send(message: Message, signal: AbortSignal): Promise<Answer>
  /** Closes its connections. */
  destroy(): void
}

/** How many redirects are followed. */
const MOST_REDIRECTS = 5

/** How long an unused connection is kept, in milliseconds: shorter than servers do, which would close it under the next request. */
const IDLE = 1_000

/** A client on axios that nothing set on axios elsewhere in this process reaches: no defaults, interceptors or proxies. */
export async function client(): Promise<Client> {
  const { Axios } = await import('axios')
  const httpAgent = shortIdle(new HttpAgent({ keepAlive: true }))
  const httpsAgent = shortIdle(new HttpsAgent({ keepAlive: true }))
  const axios = new Axios({
    adapter: 'http',
    httpAgent,
    httpsAgent,
    proxy: false,
    responseType: 'arraybuffer',
    validateStatus: () => true,
  })
  return Object.freeze({
    async send({ method, url, headers, content, follow, secret }: Message, signal: AbortSignal): Promise<Answer> {
      // Each request listens while it is on its way; many at once are no leak.
      setMaxListeners(0, signal)
      const from = now()
      const response = await axios.request<Buffer>({
        method,
        url,
        // axios would call a post without a body a form.
        headers: { 'content-type': false, ...headers },
        data: content,
        maxRedirects: follow ? MOST_REDIRECTS : 0,
        sensitiveHeaders: [...secret],
        signal,
      })
      return { status: response.status, headers: plain(response.headers), content: response.data, ms: now() - from }
    },
    destroy(): void {
      httpAgent.destroy()
      httpsAgent.destroy()
    },
  })
}

function shortIdle<A extends HttpAgent>(agent: A): A {
  const own = agent as unknown as { keepSocketAlive(socket: object): boolean }
  const keep = own.keepSocketAlive.bind(agent)
  own.keepSocketAlive = (socket) => {
    const kept = keep(socket)
    ;(socket as { setTimeout(ms: number): void }).setTimeout(IDLE)
    return kept
  }
  return agent
}

function plain(headers: object): Readonly<Record<string, string>> {
  const told = Object.entries({ ...headers }) as [string, string | readonly string[]][]
  const joined = told.map(([name, value]) => [name.toLowerCase(), typeof value === 'string' ? value : value.join('\n')])
  return Object.freeze(Object.fromEntries(joined) as Record<string, string>)
}
