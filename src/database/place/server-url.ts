/**
 * The address of a database on a server, as a text.
 *
 * @example
 * ```ts
 * import type { ServerUrl } from 'qa-integ/database'
 *
 * const shop: ServerUrl = 'postgres://shop:geheim@localhost:5432/shop_test'
 * ```
 */
export type ServerUrl = `${'postgres' | 'postgresql' | 'mysql' | 'mariadb'}://${string}`

/** The engines that are reached by an address, by the protocol that it begins with. */
const PROTOCOLS = Object.freeze({
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'mysql:': 'mysql',
  'mariadb:': 'mariadb',
} as const)

/** Whose protocol an address speaks. */
export type ServerEngine = (typeof PROTOCOLS)[keyof typeof PROTOCOLS]

/** The address, when the text or the object is one. */
export function urlOf(told: unknown): URL | undefined {
  if (told instanceof URL) return told
  if (typeof told !== 'string' || !told.includes('://')) return undefined
  return URL.canParse(told) ? new URL(told) : undefined
}

/** The engine that answers at the address. */
export function engineOfUrl({ protocol }: URL): ServerEngine | undefined {
  return Object.hasOwn(PROTOCOLS, protocol) ? PROTOCOLS[protocol as keyof typeof PROTOCOLS] : undefined
}

/** The name of the database in the address. */
export function databaseOfUrl({ pathname }: URL): string {
  return decodeURIComponent(pathname.slice(1))
}

/** The address as it may be shown: without its password and what stands behind the name of the database. */
export function describeUrl({ protocol, username, host, pathname }: URL): string {
  return `${protocol}//${username && `${username}@`}${host}${pathname}`
}

/** What an author told, as it may be shown: whatever stands before an `@` could be a password. */
export function describeTold(told: unknown): string {
  return (JSON.stringify(told) ?? String(told)).replace(/:\/\/[^@"]*@/, '://***@').replace(/\?[^"]*/, '')
}
