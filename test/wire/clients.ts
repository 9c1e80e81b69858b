import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { createRequire } from 'node:module'
import axios from 'axios'

/** Sends `GET url` and tells the body, or the error with its cause, in one line that does not name the address. */
export type Client = (url: string, trust?: string) => Promise<string>

/** Milliseconds: long beside what the servers of these tests do on purpose. */
const TIMEOUT = 800

const node: Client = (url, ca) =>
  new Promise((resolve, reject) => {
    const { get } = url.startsWith('https:') ? https : http
    const request = get(
      url,
      { timeout: TIMEOUT, agent: false, ...(ca ? { ca } : {}) } as https.RequestOptions,
      (response) => {
        let body = ''
        response.on('data', (part) => {
          body += part
        })
        response.on('end', () => resolve(`${response.statusCode} ${body}`))
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.on('timeout', () => request.destroy(Object.assign(new Error('time-out'), { code: 'TIMEOUT' })))
  })

interface Undici {
  request(url: string, options: object): Promise<{ statusCode: number; body: { text(): Promise<string> } }>
  Agent: new (options: object) => object
}

/** It comes with other packages; a user may have it or not. */
const undici = (() => {
  try {
    return createRequire(import.meta.url)('undici') as Undici
  } catch {
    return undefined
  }
})()

const timeout = () => ({ signal: AbortSignal.timeout(TIMEOUT) })

export const clients: Readonly<Record<string, Client>> = {
  axios: async (url, ca) => {
    const httpsAgent = new https.Agent(ca ? { ca } : {})
    const { status, data } = await axios.get(url, {
      timeout: TIMEOUT,
      responseType: 'text',
      validateStatus: () => true,
      httpsAgent,
    })
    return `${status} ${data}`
  },
  'node:https': node,
  ...(undici && {
    undici: async (url: string, ca?: string) => {
      const dispatcher = new undici.Agent({ connect: { timeout: TIMEOUT, ...(ca ? { ca } : {}) } })
      const { statusCode, body } = await undici.request(url, { ...timeout(), dispatcher })
      return `${statusCode} ${await body.text()}`
    },
  }),
}

/** These take no certificate authority of their own. */
export const globalClients: Readonly<Record<string, Client>> = {
  fetch: async (url) => {
    const response = await fetch(url, timeout())
    return `${response.status} ${await response.text()}`
  },
  'axios by fetch': async (url) => {
    const { status, data } = await axios.get(url, {
      adapter: 'fetch',
      timeout: TIMEOUT,
      responseType: 'text',
      validateStatus: () => true,
    })
    return `${status} ${data}`
  },
}

export const http2Client: Client = (url, ca) =>
  new Promise((resolve, reject) => {
    const { origin, pathname } = new URL(url)
    const session = http2.connect(origin, ca ? { ca } : {})
    session.on('error', reject)
    const stream = session.request({ ':path': pathname })
    let body = ''
    let status = 0
    stream.on('response', (headers) => {
      status = headers[':status'] ?? 0
    })
    stream.on('data', (part) => {
      body += part
    })
    stream.on('end', () => {
      session.close()
      resolve(`${status} ${body}`)
    })
    stream.on('error', reject)
    stream.end()
  })

export const undiciIsMissing = undici === undefined

/** What a client tells about an outcome, without what may differ between two servers. */
export async function outcome(client: Client, url: string, trust?: string): Promise<string> {
  try {
    return await client(url, trust)
  } catch (error) {
    const told = (thrown: unknown): string => {
      if (!(thrown instanceof Error)) return String(thrown)
      const { name, code, cause } = thrown as Error & { code?: string }
      const message = thrown.message.replace(
        /(?:127\.0\.0\.1|203\.0\.113\.7|localhost|[\w.-]+\.(?:example|invalid))(?::\d+)?/g,
        'HOST',
      )
      return `${name}/${code}/${message}${cause === undefined ? '' : ` <- ${told(cause)}`}`
    }
    return told(error)
  }
}
