/** Where a third party really lives. */
export interface ServiceAddress {
  /** As it was told, without a slash at the end. */
  readonly url: string
  readonly origin: string
  readonly secure: boolean
  readonly host: string
  readonly port: number
  /** The path before those of the endpoints; empty where there is none. */
  readonly base: string
}

/**
 * Reads `at`.
 *
 * @throws TypeError when it is no address of an HTTP service.
 */
export function serviceAddress(name: string, at: string): ServiceAddress {
  const wrong = (why: string) =>
    new TypeError(`service('${name}', { at: '${at}' }): ${why}; write the address as 'https://api.example.com'`)
  if (typeof at !== 'string' || !URL.canParse(at)) throw wrong('this is no URL')
  const { protocol, hostname, port, pathname, search, hash, username, password, origin } = new URL(at)
  if (protocol !== 'https:' && protocol !== 'http:') throw wrong(`it is played over http and https only`)
  if (search || hash) throw wrong('an address has no query and no fragment')
  if (username || password) throw wrong('an address has no user and no password')
  const secure = protocol === 'https:'
  const base = pathname.replace(/\/$/, '')
  return Object.freeze({
    url: origin + base,
    origin,
    secure,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 443 : 80),
    base,
  })
}
