import axios, { type AxiosInstance } from 'axios'
import { ServiceUnavailable } from '../errors.js'
import { type Resilience, resilient } from './resilience.js'

export interface RemoteRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

export interface RemoteReply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An error of axios carries the whole request, and with it card numbers and tokens: only its words go on. */
function withoutRequest(error: unknown): unknown {
  return axios.isAxiosError(error) ? new Error(error.message) : error
}

/** A third party that speaks JSON over HTTP, called with time-out, retries and a circuit breaker. */
export class RemoteService {
  readonly #name: string
  readonly #http: AxiosInstance
  readonly #policy: ReturnType<typeof resilient>

  constructor(name: string, url: string, resilience?: Partial<Resilience>) {
    this.#name = name
    this.#http = axios.create({
      baseURL: url,
      headers: { accept: 'application/json' },
      maxRedirects: 0,
      validateStatus: (status) => status < 500 && status !== 429,
    })
    this.#policy = resilient(resilience)
  }

  /** Its answer, also when that is a refusal (4xx); throws ServiceUnavailable when there is none to be had. */
  async request({ method, path, query, headers, body }: RemoteRequest): Promise<RemoteReply> {
    try {
      const reply = await this.#policy.execute(({ signal }) =>
        this.#http.request<unknown>({ method, url: path, params: query, headers, data: body, signal }),
      )
      return { status: reply.status, body: isRecord(reply.data) ? reply.data : {} }
    } catch (error) {
      throw new ServiceUnavailable(this.#name, withoutRequest(error))
    }
  }
}
