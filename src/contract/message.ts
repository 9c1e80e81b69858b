import { example } from '../match/example.js'
import type { Example } from '../match/index.js'
import { toPact } from '../match/pact-form.js'
import { running } from '../scenario/running.js'
import { type When, when } from '../scenario/step.js'
import { JSON_CONTENT } from './body.js'
import type { Known } from './known.js'
import { type Native, native, newPact, pact, writePact } from './native.js'
import { type Parties, pointOf } from './parties.js'
import { WRITTEN, writePart } from './parts.js'
import type { ProviderState } from './provider-state.js'

/** What consumer and provider agree on for one message. */
export interface Message<B> {
  /** The content that the consumer's handler is handed. */
  readonly example: B
  /** The consumer handles the message; when its handler does not fail, the message goes into the pact. */
  handledBy<R>(handler: (content: B) => R | Promise<R>): When<object, R>
}

/** The type of messages in a pact file. */
export const MESSAGE = 'Asynchronous/Messages'

/** How a message was told. */
interface Told {
  readonly description: string
  readonly states: readonly ProviderState[]
  readonly place: string
}

/** A message of a contract, told by its content. */
export function messageOf<B>(
  parties: Parties,
  known: Known,
  { description, states, place }: Told,
  content: B,
): Message<Example<B>> {
  const identity = Object.freeze({ type: MESSAGE, description, states })
  const json = pactContent(content, description)
  known.add(identity, { contents: json }, place)
  const write = (library: Native, folder: string): void => {
    const handle = newPact(library, WRITTEN)
    const message = library.pactffiNewAsyncMessage(handle, description)
    for (const { name, params } of states)
      if (params === undefined) library.pactffiMessageGiven(message, name)
      else library.pactffiMessageGivenWithParams(message, name, JSON.stringify(params))
    library.pactffiMessageWithContents(message, JSON_CONTENT, json)
    writePact(library, handle, folder)
  }
  return Object.freeze({
    example: example(content),
    handledBy<R>(handler: (content: Example<B>) => R | Promise<R>): When<object, R> {
      if (typeof handler !== 'function')
        throw new TypeError(`${pointOf(parties)}: "${description}".handledBy(...) needs the function that handles it`)
      return when(
        `${parties.consumer} handles "${description}"`,
        async () => {
          const library = native()
          const result = await handler(example(content))
          const scenario = running()?.title ?? description
          writePart({
            parties,
            scenario,
            interactions: [{ identity, place, write: (folder) => write(library, folder) }],
          })
          return result
        },
        { uses: pact.uses! },
      )
    },
  })
}

function pactContent(content: unknown, description: string): string {
  try {
    return JSON.stringify(toPact(content))
  } catch (error) {
    throw new TypeError(`the message "${description}" can't be told to Pact. ${(error as Error).message}`, {
      cause: error,
    })
  }
}
