import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'lossless-json'
import { canonicalJson, plain } from './canonical-json.js'
import { HTTP } from './http-interaction.js'
import { MESSAGE } from './message.js'
import type { Parties } from './parties.js'
import { namesIn } from './parts.js'
import type { ProviderState } from './provider-state.js'

/** A pact that was read from a folder, in any version of the specification. */
export interface ReadPact extends Parties {
  readonly file: string
  readonly interactions: readonly ReadInteraction[]
}

/** One interaction of a pact. */
export interface ReadInteraction {
  readonly kind: 'request' | 'message' | 'unknown'
  /** As the pact says it, of those that say it. */
  readonly type: string | undefined
  readonly description: string
  readonly states: readonly ProviderState[]
  /** The request, the content and so on, as plain data. */
  readonly told: Readonly<Record<string, unknown>>
  /** The text of a pact that holds this interaction alone. */
  readonly alone: string
}

/** What a folder holds: pacts, and a sentence for each file that is none. */
export interface PactFolder {
  readonly pacts: readonly ReadPact[]
  readonly unreadable: readonly string[]
}

/** Reads the pacts of a folder; those in folders below it are none of them. */
export function readPacts(folder: string): PactFolder {
  const pacts: ReadPact[] = []
  const unreadable: string[] = []
  const files = namesIn(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'))
  for (const name of files.sort())
    try {
      pacts.push(readPact(join(folder, name)))
    } catch (error) {
      unreadable.push(`${join(folder, name)} is no pact: ${(error as Error).message}`)
    }
  return { pacts, unreadable }
}

type Tree = Record<string, unknown>

function readPact(file: string): ReadPact {
  const pact = parse(readFileSync(file, 'utf8')) as Tree
  const consumer = (pact.consumer as Tree | undefined)?.name
  const provider = (pact.provider as Tree | undefined)?.name
  if (typeof consumer !== 'string' || typeof provider !== 'string') throw new Error('it names no consumer and provider')
  const list = (key: string): Tree[] => (Array.isArray(pact[key]) ? (pact[key] as Tree[]) : [])
  const only = (key: string, one: Tree): string => {
    const { interactions: _, messages: __, ...rest } = pact
    return canonicalJson({ ...rest, [key]: [one] })
  }
  return {
    file: basename(file),
    consumer,
    provider,
    interactions: [
      ...list('interactions').map((one) => readInteraction(one, only('interactions', one))),
      // Specification 3 keeps messages by themselves.
      ...list('messages').map((one) => readInteraction({ type: MESSAGE, ...one }, only('messages', one))),
    ],
  }
}

function readInteraction(one: Tree, alone: string): ReadInteraction {
  const told = plain(one)
  const { type, description } = told
  return {
    kind: kindOf(type),
    type: typeof type === 'string' ? type : undefined,
    description: typeof description === 'string' ? description : 'an interaction without a description',
    states: statesOf(told),
    told,
    alone,
  }
}

function kindOf(type: unknown): ReadInteraction['kind'] {
  // Before specification 4 an interaction had no type and was a request.
  if (type === undefined || type === HTTP) return 'request'
  return type === MESSAGE ? 'message' : 'unknown'
}

/** Specification 3 and 4 tell several states with parameters, 1 and 2 the name of one. */
function statesOf({ providerStates, providerState, provider_state }: Tree): ProviderState[] {
  if (Array.isArray(providerStates))
    return (providerStates as Tree[]).map(({ name, params }) => ({
      name: String(name),
      ...(typeof params === 'object' && params !== null && Object.keys(params).length > 0
        ? { params: params as Tree }
        : {}),
    }))
  const name = providerState ?? provider_state
  return typeof name === 'string' && name !== '' ? [{ name }] : []
}
