import { createRequire } from 'node:module'
import { join } from 'node:path'
import { asHandle, START_LIMIT } from '../handle/handle.js'
import { life } from '../handle/life.js'

/** What we call of Pact's native library; strings and numbers in, strings and numbers out. */
export interface Native {
  pactffiNewPact(consumer: string, provider: string): number
  pactffiWithSpecification(pact: number, specification: number): boolean
  pactffiNewInteraction(pact: number, description: string): number
  pactffiGiven(interaction: number, state: string): boolean
  pactffiGivenWithParams(interaction: number, state: string, json: string): boolean
  pactffiWithRequest(interaction: number, method: string, path: string): boolean
  pactffiWithQueryParameter(interaction: number, name: string, index: number, value: string): boolean
  pactffiWithHeader(interaction: number, part: Side, name: string, index: number, value: string): boolean
  pactffiWithBody(interaction: number, part: Side, contentType: string, body: string): boolean
  pactffiResponseStatus(interaction: number, status: string): boolean
  pactffiCreateMockServerForTransport(
    pact: number,
    address: string,
    port: number,
    transport: string,
    configuration: string,
  ): number
  pactffiMockServerMismatches(port: number): string
  pactffiCleanupMockServer(port: number): boolean
  pactffiWritePactFile(pact: number, folder: string, overwrite: boolean): number
  pactffiNewAsyncMessage(pact: number, description: string): number
  pactffiMessageGiven(message: number, state: string): void
  pactffiMessageGivenWithParams(message: number, state: string, json: string): void
  pactffiMessageWithContents(message: number, contentType: string, contents: string): void
}

/** Which half of an interaction is meant. */
export type Side = typeof REQUEST | typeof RESPONSE
/** The half that the consumer sends. */
export const REQUEST = 0
/** The half that the provider sends. */
export const RESPONSE = 1

/** Specification 4, as the library counts. */
const V4 = 5

/** What we call of `@pact-foundation/pact-core`. */
interface Core {
  setLogLevel(level: string): void
  getFfiLib(logLevel: string): Native
}

const PACKAGE = '@pact-foundation/pact'
/** The first version whose library has all that is called here. */
const FIRST = [16, 5] as const

const own = life<Native>({ name: 'Pact', start: load, per: 'worker', limit: START_LIMIT })

/** Pact's native library as a part of the world: loaded by the first scenario of a worker that needs it, on no one's time. */
export const pact = asHandle(own)

/** The library, in a scenario that has a step of a contract. */
export function native(): Native {
  return own.value()
}

/** A new pact to be filled. */
export function newPact(library: Native, { consumer, provider }: { consumer: string; provider: string }): number {
  const handle = library.pactffiNewPact(consumer, provider)
  library.pactffiWithSpecification(handle, V4)
  return handle
}

/** Writes a pact into a folder, in Pact's own way. */
export function writePact(library: Native, handle: number, folder: string): void {
  const code = library.pactffiWritePactFile(handle, folder, true)
  if (code !== 0) throw new Error(`Pact could not write into ${folder} (its code is ${code})`)
}

function load(): Native {
  // The library reports its use to an analytics service unless this is 'true'; no other value counts.
  process.env.PACT_DO_NOT_TRACK = 'true'
  const core = createRequire(import.meta.url)(corePath()) as Core
  core.setLogLevel('silent')
  return core.getFfiLib('off')
}

/** Where the project's `pact-core` lies: a dependency of its `pact`, which strict package managers show to nobody else. */
export function corePath(): string {
  const { resolve, require } = find()
  const { version } = require(`${PACKAGE}/package.json`) as { version: string }
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < FIRST[0] || (major === FIRST[0] && minor < FIRST[1]))
    throw new Error(`contracts need ${PACKAGE} ${FIRST.join('.')} or newer; ${version} is installed: ${INSTALL}`)
  return createRequire(resolve(PACKAGE)).resolve('@pact-foundation/pact-core')
}

const INSTALL = `npm i -D ${PACKAGE}`

function find(): { resolve: NodeJS.RequireResolve; require: NodeJS.Require } {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    const require = createRequire(from)
    try {
      require.resolve(PACKAGE)
      return { resolve: require.resolve, require }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    }
  }
  throw new Error(`contracts run on Pact, and ${PACKAGE} is not installed: ${INSTALL}`)
}
