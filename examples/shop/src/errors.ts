/** What went wrong with one field of a request. */
export interface Problem {
  readonly field: string
  readonly message: string
}

export type ErrorCode =
  | 'invalid_input'
  | 'unauthenticated'
  | 'payment_failed'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'unavailable'

/** A failure that the shop expects and can explain to its caller. */
export class ShopError extends Error {
  readonly code: ErrorCode
  readonly details: readonly Problem[]

  constructor(code: ErrorCode, message: string, options: { details?: readonly Problem[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.details = options.details ?? []
  }
}

export class InvalidInput extends ShopError {
  constructor(message: string, details: readonly Problem[] = []) {
    super('invalid_input', message, { details })
  }
}

export class Unauthenticated extends ShopError {
  constructor(message: string) {
    super('unauthenticated', message)
  }
}

export class Forbidden extends ShopError {
  constructor(message = 'Insufficient permissions') {
    super('forbidden', message)
  }
}

export class NotFound extends ShopError {
  constructor(what: string) {
    super('not_found', `${what} not found`)
  }
}

export class Conflict extends ShopError {
  constructor(message: string, cause?: unknown) {
    super('conflict', message, { cause })
  }
}

/** The payment service refused the charge: trying again will not help. */
export class PaymentFailed extends ShopError {
  constructor(reason: string) {
    super('payment_failed', `Payment failed: ${reason}`)
  }
}

/** A third party did not answer, or not in a way that can be used. */
export class ServiceUnavailable extends ShopError {
  constructor(service: string, cause?: unknown) {
    super('unavailable', `The ${service} service is unavailable`, { cause })
  }
}
