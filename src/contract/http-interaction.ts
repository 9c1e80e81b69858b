import { isContentType, type PactBody } from './body.js'
import { type NamedValues, pactText } from './headers.js'
import type { Identity } from './identity.js'
import { type Native, newPact, REQUEST, RESPONSE, type Side, writePact } from './native.js'
import { WRITTEN } from './parts.js'
import type { ContractRequest } from './request.js'

/** What consumer and provider agree on for one request. */
export interface HttpInteraction {
  readonly identity: Identity
  readonly request: ContractRequest
  readonly response: ContractResponse
  /** Where it was told: `test/users.integ.ts:9:4`. */
  readonly place: string
}

/** What the provider promises to answer; Pact leaves it free to answer more. */
export interface ContractResponse {
  readonly status: number
  readonly headers: NamedValues
  readonly body?: PactBody
}

/** The type of such interactions in a pact file. */
export const HTTP = 'Synchronous/HTTP'

/** Tells an interaction to Pact; of those with one description, a pact keeps the last alone. */
export function writeInteraction(
  native: Native,
  pact: number,
  { identity, request, response }: HttpInteraction,
  description: string = identity.description,
): void {
  const interaction = native.pactffiNewInteraction(pact, description)
  for (const { name, params } of identity.states)
    if (params === undefined) native.pactffiGiven(interaction, name)
    else native.pactffiGivenWithParams(interaction, name, JSON.stringify(params))
  native.pactffiWithRequest(interaction, request.method, pactText(request.path))
  for (const [name, values] of request.query)
    for (const [i, value] of values.entries()) native.pactffiWithQueryParameter(interaction, name, i, pactText(value))
  writeContent(native, interaction, REQUEST, request)
  native.pactffiResponseStatus(interaction, String(response.status))
  writeContent(native, interaction, RESPONSE, response)
}

function writeContent(
  native: Native,
  interaction: number,
  side: Side,
  { headers, body }: { headers: NamedValues; body?: PactBody },
): void {
  if (body) native.pactffiWithBody(interaction, side, body.contentType, body.text)
  for (const [name, values] of headers)
    for (const [i, value] of values.entries()) {
      // The body brings its content-type; told as a header as well, in another spelling, it would stand there twice.
      const brought = body !== undefined && isContentType(name)
      if (!brought) native.pactffiWithHeader(interaction, side, name, i, pactText(value))
      else if (typeof value === 'object')
        native.pactffiWithHeader(interaction, side, 'Content-Type', i, pactText(value))
    }
}

/** What writes an interaction, and nothing else, into a folder. */
export function interactionWriter(native: Native, interaction: HttpInteraction): (folder: string) => void {
  return (folder) => {
    const pact = newPact(native, WRITTEN)
    writeInteraction(native, pact, interaction)
    writePact(native, pact, folder)
  }
}

/** What is agreed on, as data to compare. */
export function contentOf(interaction: HttpInteraction): unknown {
  return { request: requestContent(interaction), response: interaction.response }
}

/** What is asked, as data to compare. */
export function requestContent({ request: { shape: _, ...told } }: HttpInteraction): unknown {
  return told
}
