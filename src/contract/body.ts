import { example } from '../match/example.js'
import { toPact } from '../match/pact-form.js'
import type { NamedValues } from './headers.js'

/** A body as Pact takes it. */
export interface PactBody {
  readonly contentType: string
  /** The body as JSON with its matchers, or as it stands for other types. */
  readonly text: string
}

/** The type of a body where nothing else is told. */
export const JSON_CONTENT = 'application/json'
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i

/**
 * The body that is told by a shape, with the type that the headers give it or else JSON. A request's body is exact: what
 * must be absent can be said of it.
 */
export function pactBody(shape: unknown, headers: NamedValues, who: string, exact: boolean): PactBody | undefined {
  if (shape === undefined) return undefined
  const contentType = contentTypeOf(headers) ?? JSON_CONTENT
  if (JSON_TYPE.test(contentType)) {
    try {
      return Object.freeze({ contentType, text: JSON.stringify(toPact(shape, { exact })) })
    } catch (error) {
      throw new TypeError(`${who}: the body can't be told to Pact. ${(error as Error).message}`, { cause: error })
    }
  }
  if (typeof shape !== 'string')
    throw new TypeError(`${who}: a body of the type ${contentType} is told as a text; only JSON can hold matchers`)
  return Object.freeze({ contentType, text: shape })
}

/** Whether the name is that of the header which says what the body is; Pact writes it with the body. */
export function isContentType(name: string): boolean {
  return name.toLowerCase() === 'content-type'
}

function contentTypeOf(headers: NamedValues): string | undefined {
  const values = headers.find(([name]) => isContentType(name))?.[1]
  return values === undefined ? undefined : String(example(values[0]))
}
