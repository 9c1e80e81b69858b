import type { ApiKeys } from './http/api-keys.js'
import type { Resilience } from './services/resilience.js'

export interface ServiceUrls {
  readonly payment: string
  readonly email: string
  readonly auth: string
}

export interface ShopOptions {
  readonly keys?: ApiKeys
  readonly services?: Partial<ServiceUrls>
  /** How the three services are called. */
  readonly resilience?: Partial<Resilience>
  /** Hears of errors that nobody expected. */
  readonly onError?: (error: unknown) => void
}

/** Keys for development and tests; the server does not start in production with them. */
export const developmentKeys: ApiKeys = Object.freeze({
  'test-key': { name: 'development admin', role: 'admin' },
  'user-key': { name: 'development user', role: 'user' },
})

export const defaultServices: ServiceUrls = Object.freeze({
  payment: 'https://api.payment-service.com',
  email: 'https://api.email-service.com',
  auth: 'https://auth.service.com',
})
