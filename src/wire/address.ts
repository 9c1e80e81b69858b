import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'

/** A host and port that a socket is opened to. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** What `net.Socket.connect` takes, as far as it says where to. */
export interface ConnectOptions {
  readonly host?: string | undefined
  readonly port?: number | string | undefined
  readonly path?: string | null | undefined
}

/** The options among the arguments of `net.Socket.connect`, in each of the forms it takes; undefined for a path. */
export function connectOptions(args: readonly unknown[]): ConnectOptions | undefined {
  const [first, second] = args
  // Node hands its own functions the arguments in a list, read once.
  if (Array.isArray(first)) return connectOptions(first)
  if (typeof first === 'object' && first !== null) return first
  if (typeof first === 'string' && !/^\d+$/.test(first)) return undefined
  if (typeof first !== 'number' && typeof first !== 'string') return undefined
  return { port: first, host: typeof second === 'string' ? second : undefined }
}

/** Where the options lead to, or undefined for a Unix socket or a named pipe. */
export function addressOf({ host, port, path }: ConnectOptions): Address | undefined {
  if (path || port === undefined || port === null) return undefined
  return { host: normalHost(host), port: Number(port) }
}

/** In lower case, without the brackets of IPv6 and the dot of the root. */
export function normalHost(host: string | undefined): string {
  return (host || 'localhost').toLowerCase().replace(/^\[|\]$|\.$/g, '')
}

/** Whether a connection to the host stays on this machine. */
export function isLocal(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  if (isIP(host) === 0) return host === hostname().toLowerCase()
  if (/^(?:127\.|0\.0\.0\.0$|::1?$|::ffff:127\.)/.test(host)) return true
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === host))
}
