import { ServiceUnavailable, Unauthenticated } from '../errors.js'
import { RemoteService } from './remote-service.js'
import type { Resilience } from './resilience.js'

/** Who a token stands for. */
export interface Identity {
  readonly userId: string
  readonly permissions: readonly string[]
}

export class TokenVerifier {
  readonly #service: RemoteService

  constructor(url: string, resilience?: Partial<Resilience>) {
    this.#service = new RemoteService('auth', url, resilience)
  }

  async verify(token: string): Promise<Identity> {
    const { status, body } = await this.#service.request({ method: 'GET', path: '/v1/verify', query: { token } })
    if (status === 401 || body.valid === false) {
      throw new Unauthenticated(typeof body.error === 'string' ? body.error : 'Invalid token')
    }
    const { user_id: userId, permissions, expires_at: expiresAt } = body
    if (status !== 200 || body.valid !== true || typeof userId !== 'string') throw new ServiceUnavailable('auth')
    if (typeof expiresAt === 'number' && expiresAt <= Date.now()) throw new Unauthenticated('Token expired')
    return { userId, permissions: Array.isArray(permissions) ? permissions.map(String) : [] }
  }
}
