import { createHash, timingSafeEqual } from 'node:crypto'
import { type Role, roles } from '../entities/index.js'

/** A program that may use the API. */
export interface Client {
  readonly name: string
  readonly role: Role
}

/** Clients by their key. */
export type ApiKeys = Readonly<Record<string, Client>>

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Finds the client of a key; how long that takes tells nothing about the keys. */
export function clientLookup(keys: ApiKeys): (key: string) => Client | undefined {
  const known = Object.entries(keys).map(([key, client]) => ({ digest: digest(key), client }))
  return (key) => {
    const given = digest(key)
    let found: Client | undefined
    for (const { digest, client } of known) if (timingSafeEqual(digest, given)) found = client
    return found
  }
}

/** Reads `key:role,key:role`. */
export function parseApiKeys(text: string): ApiKeys {
  const entries = text.split(',').map((entry, index) => {
    const [key = '', word, ...rest] = entry.trim().split(':')
    const role = roles.find((role) => role === word)
    if (key === '' || role === undefined || rest.length > 0) {
      throw new Error(`API key ${index + 1} is not of the form key:role, with a role of ${roles.join(' or ')}`)
    }
    return [key, { name: `${role} ${index + 1}`, role }] as const
  })
  return Object.fromEntries(entries)
}
