import { describeValue } from '../scenario/failure.js'

/** What a request can carry: JSON, a text, or one of the web's own kinds (URLSearchParams, FormData, Blob, bytes). */
export type Payload = object | string | number | boolean | null

/** A body as it is sent, and the type it has unless the request's headers name another. */
export interface SentBody {
  readonly content: string | Buffer
  readonly type: string
}

/**
 * What is sent for a value: text as text/plain, forms and bytes as what they are, all else as JSON. So a text with a JSON
 * content-type is sent as it stands, also when it is malformed.
 */
export async function sentBody(told: unknown): Promise<SentBody> {
  if (typeof told === 'string') return { content: told, type: 'text/plain; charset=utf-8' }
  if (typeof told === 'object' && told !== null) {
    if (told instanceof URLSearchParams)
      return { content: told.toString(), type: 'application/x-www-form-urlencoded;charset=UTF-8' }
    if (told instanceof FormData || told instanceof Blob) {
      const whole = new Response(told)
      const type = whole.headers.get('content-type') ?? 'application/octet-stream'
      return { content: Buffer.from(await whole.arrayBuffer()), type }
    }
    if (ArrayBuffer.isView(told)) return bytes(Buffer.from(told.buffer, told.byteOffset, told.byteLength))
    if (told instanceof ArrayBuffer) return bytes(Buffer.from(told))
    refuseObject(told)
  }
  return { content: jsonOf(told), type: 'application/json' }
}

function bytes(content: Buffer): SentBody {
  return { content, type: 'application/octet-stream' }
}

function refuseObject(told: object): void {
  if ('then' in told && typeof told.then === 'function')
    throw new TypeError('the body is a promise; wait for its value in a given and take it from the context')
  if (told instanceof Map || told instanceof Set)
    throw new TypeError(`the body is ${describeValue(told)}, which JSON writes as {}; send a plain object or an array`)
  if ('pipe' in told || 'getReader' in told)
    throw new TypeError('the body is a stream, which could not be shown or sent again; read it into a Buffer first')
}

function jsonOf(told: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(told)
  } catch (error) {
    throw new TypeError(`the body can't be written as JSON: ${(error as Error).message.split('\n')[0]}`)
  }
  if (text === undefined)
    throw new TypeError(
      `the body is ${told === undefined ? 'undefined' : describeValue(told)}; leave it out to send none`,
    )
  if (text.includes('"pact:matcher:type":'))
    throw new TypeError(
      'the body holds a matcher, which says what a value looks like and can not be sent; write the value',
    )
  return text
}
