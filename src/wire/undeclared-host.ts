import type { Address } from './address.js'

interface Played {
  readonly name: string
  readonly host: string
  readonly port?: number
}

/** A connection was stopped because no handle declares its host. */
export class UndeclaredHost extends Error {
  override readonly name = 'UndeclaredHost'
  readonly code = 'UNDECLARED_HOST'
  readonly host: string
  readonly port: number

  constructor({ host, port }: Address, played: readonly Played[]) {
    const near = played.find((each) => each.host === host)
    super(
      `the connection to ${host}:${port} was stopped, because no handle declares that ${near ? 'port' : 'host'}` +
        `${near ? ` ("${near.name}" plays ${near.host}:${near.port})` : ''}; ` +
        `declare it: service('${nameFor(host)}', { at: '${origin(host, port)}' })`,
    )
    this.host = host
    this.port = port
  }
}

/** `payments` for payments.example.com and for api.payments.example.com. */
function nameFor(host: string): string {
  return host.split('.').find((label) => !/^(?:api|www|\d+)$/.test(label)) ?? host
}

function origin(host: string, port: number): string {
  const name = host.includes(':') ? `[${host}]` : host
  return port === 443 ? `https://${name}` : port === 80 ? `http://${name}` : `http://${name}:${port}`
}
