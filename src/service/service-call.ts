import type { ServiceRequest } from './service-request.js'

/** A call of a service, and what became of it. */
export interface ServiceCall {
  /** As the endpoint saw it. */
  readonly request: ServiceRequest
  /** Of the answer; missing when there was none. */
  readonly status?: number
  /** "201 Created", "the connection was reset" */
  readonly outcome: string
  /** Milliseconds from the start of the when to the request. */
  readonly at: number
  /** Milliseconds from the request to the end of the answer. */
  readonly ms: number
}
