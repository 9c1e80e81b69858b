import { running } from '../scenario/running.js'
import type { Tools } from '../scenario/step.js'
import { canonicalJson } from './canonical-json.js'
import { type HttpInteraction, interactionWriter, requestContent, writeInteraction } from './http-interaction.js'
import { mockResults } from './mock-results.js'
import { type Native, newPact } from './native.js'
import type { Parties } from './parties.js'
import { WRITTEN, writePart } from './parts.js'
import { type MockResult, type RequestProblems, requestProblems, titleOf } from './request-problems.js'

/** The provider as Pact's mock server plays it, for one scenario. */
export interface PlayedProvider {
  /** Where it answers; from the first reading on, it plays what it was given by then. */
  readonly url: string
  add(interaction: HttpInteraction, tools: Tools): void
  /** Ends it, when the scenario is over; what came after the requests were judged fails that. */
  close(): Promise<void>
}

/** How Pact's mock server is asked to behave: browsers may ask it from other origins. */
const CONFIGURATION = JSON.stringify({ corsPreflight: true })

/** Plays a provider for the scenario of this title. */
export function playedProvider(parties: Parties, native: Native, scenario: string): PlayedProvider {
  const given: HttpInteraction[] = []
  let port: number | undefined
  let judged: Promise<Judged> | undefined

  const start = (): number => {
    const pact = newPact(native, WRITTEN)
    for (const [i, interaction] of given.entries()) writeInteraction(native, pact, interaction, String(i))
    const opened = native.pactffiCreateMockServerForTransport(pact, '127.0.0.1', 0, 'http', CONFIGURATION)
    if (opened <= 0) throw new Error(`Pact could not play "${parties.provider}" (its mock server's code is ${opened})`)
    return opened
  }
  /** Once, when the when is over: what came, and what did not. Only what came as promised is written. */
  const judge = async (): Promise<Judged> => {
    if (port === undefined) return { problems: nobodyAsked(parties), seen: new Set() }
    const found = await mockResults(native, port)
    if (found.length === 0)
      writePart({
        parties,
        scenario,
        interactions: given.map((one) => ({ ...one, write: interactionWriter(native, one) })),
      })
    return { problems: requestProblems(found, given), seen: new Set(found.map(textOf)) }
  }
  const refuse = (interaction: HttpInteraction): void => {
    if (port !== undefined)
      throw new Error(
        `"${interaction.identity.description}" is given after the address of "${parties.provider}" was read; ` +
          'give all its interactions before the first step that reads it',
      )
    const request = canonicalJson(requestContent(interaction))
    const twin = given.find((other) => canonicalJson(requestContent(other)) === request)
    if (twin !== undefined)
      throw new Error(
        `"${twin.identity.description}" and "${interaction.identity.description}" promise two answers to one request; ` +
          'Pact would give only one of them, so give each a scenario of its own',
      )
  }

  return Object.freeze({
    get url() {
      port ??= start()
      return `http://127.0.0.1:${port}`
    },
    add(interaction: HttpInteraction, tools: Tools) {
      if (given.includes(interaction)) return
      refuse(interaction)
      const first = given.length === 0
      given.push(interaction)
      tools.verify(`the request came as promised: ${interaction.identity.description}`, async () => {
        judged ??= judge()
        const { problems } = await judged
        fail([...problems.of(interaction), ...(first ? problems.stray : [])])
      })
    },
    async close() {
      if (port === undefined) return
      try {
        const before = await judged?.catch(() => undefined)
        if (before === undefined) return
        const late = (await mockResults(native, port)).filter((result) => !before.seen.has(textOf(result)))
        const { of, stray } = requestProblems(late, given)
        const lines = [...given.flatMap(of), ...stray]
        if (lines.length > 0) running()?.fail(failure(['after the requests were judged', ...lines]))
      } finally {
        native.pactffiCleanupMockServer(port)
      }
    },
  })
}

interface Judged {
  readonly problems: RequestProblems
  /** What the mock server had reported. */
  readonly seen: ReadonlySet<string>
}

const textOf = (result: MockResult): string => JSON.stringify(result)

function nobodyAsked({ provider }: Parties): RequestProblems {
  return {
    of: (one) => [`${titleOf(one)} was not requested: nobody has read where "${provider}" is played`],
    stray: [],
  }
}

function fail(lines: readonly string[]): void {
  if (lines.length > 0) throw failure(lines)
}

function failure(lines: readonly string[]): Error {
  return Object.assign(new Error(lines.join('\n')), { name: 'AssertionError' })
}
