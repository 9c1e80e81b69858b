import type { Handle } from '../handle/index.js'
import type { Declare } from '../scenario/language.js'
import { running } from '../scenario/running.js'
import type { AnyState } from '../scenario/state.js'
import { type Expectation, expectation, type Given, type When, when } from '../scenario/step.js'
import { messageSource } from './message-source.js'
import type { ReadInteraction, ReadPact } from './pact-files.js'
import { pointOf } from './parties.js'
import { describeStates, literal } from './provider-state.js'
import { type Replayed, replay } from './replay.js'
import { replayedRequest } from './replayed-request.js'
import { refused, stateGiven } from './verified-states.js'
import { pactVerifier } from './verifier-process.js'

/** A provider that is verified, with what is its own. */
export interface Provider {
  readonly name: string
  readonly target: (Handle & { readonly url: string }) | undefined
  readonly states: ReadonlyMap<string, AnyState>
  readonly messages: Readonly<Record<string, () => unknown>>
}

/** Declares the scenario that verifies one interaction of a pact. */
export function interactionScenario(
  declare: Declare<object>,
  provider: Provider,
  pact: ReadPact,
  interaction: ReadInteraction,
  unique: (title: string) => string,
): void {
  const states = describeStates(interaction.states)
  const title = unique(`${pact.consumer}: ${interaction.description}${states && `, ${states}`}`)
  let told = declare(title, { category: 'api', point: pointOf(pact) })
  for (const step of givensOf(interaction, provider)) told = told.given(step)
  told.when(replayedBy(interaction, provider)).expect(kept(interaction, pact, provider))
}

function givensOf(interaction: ReadInteraction, provider: Provider): readonly Given<object, void>[] {
  const { kind, description, type, told } = interaction
  const states = interaction.states.map((state) => stateGiven(state, provider.states))
  switch (kind) {
    case 'request':
      return provider.target === undefined
        ? [
            refused(
              'what answers requests',
              `the verification of ${provider.name} has no target, and this interaction asks for an answer: { target: … }`,
            ),
          ]
        : states
    case 'message':
      return Object.hasOwn(provider.messages, description)
        ? states
        : [
            refused(
              'what produces the message',
              `nothing produces the message "${description}"; tell it in the verification:\n\nmessages: { ${literal(description)}: () => (${literal(contentOf(told))}) }`,
            ),
          ]
    case 'unknown':
      return [
        refused(
          'an interaction of a kind that is known',
          `interactions of the type ${type} can't be verified; requests and asynchronous messages can`,
        ),
      ]
  }
}

/** The content of a message: specification 4 tells its type beside it. */
function contentOf({ contents }: ReadInteraction['told']): unknown {
  const told = contents as { content?: unknown } | undefined
  return typeof told === 'object' && told !== null && 'contentType' in told ? told.content : contents
}

function replayedBy(interaction: ReadInteraction, provider: Provider): When<object, Replayed> {
  const { name, target, messages } = provider
  const { description } = interaction
  if (interaction.kind === 'message')
    return when(
      `${name} produces "${description}"`,
      async (_, { signal }) => {
        const source = await messageSource(await messages[description]!())
        try {
          return await replay(interaction, { provider: name, messagePort: source.port }, signal)
        } finally {
          source.close()
        }
      },
      { uses: pactVerifier.uses! },
    )
  return when(
    `it is replayed against ${name}`,
    (_, { signal }) => {
      const { url } = target!
      running()?.evidence('the request that was replayed', () => replayedRequest(interaction, url))
      return replay(interaction, { provider: name, url }, signal)
    },
    { uses: [...(target?.uses ?? []), ...pactVerifier.uses!] },
  )
}

function kept({ kind }: ReadInteraction, { consumer }: ReadPact, { name }: Provider): Expectation<Replayed, object> {
  const what = kind === 'message' ? 'the message' : 'the answer'
  return expectation(`${what} is what ${consumer} relies on`, ({ problems, pending }, _, { skip }) => {
    if (problems.length === 0) return
    const text = [`${name} does not keep what it promised to ${consumer}`, ...problems.map((line) => `  ${line}`)].join(
      '\n',
    )
    if (pending) skip(`the pact says that it is pending; ${text}`)
    throw Object.assign(new Error(text), { name: 'AssertionError' })
  })
}
