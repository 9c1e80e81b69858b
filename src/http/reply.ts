/** What came back for a request. */
export interface Reply<T = unknown> {
  /** Any of them, also 4xx and 5xx. */
  readonly status: number
  /** By their names in lower case; values of several are joined by a comma, cookies by a line break. */
  readonly headers: Readonly<Record<string, string>>
  /** Read as its content-type says: JSON as its value, text as text, all else as bytes; undefined when there was none. */
  readonly body: T
  /** Milliseconds from the request until the whole body was here. */
  readonly ms: number
}

/** How a body was read. `malformed` called itself JSON and is none; `body` is its text then. */
export type BodyForm = 'json' | 'malformed' | 'text' | 'bytes' | 'none'

const FORM = Symbol.for('qa-integ.body-form')

/** An answer as the client hands it over. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly content: Buffer
  readonly ms: number
}

/** Makes the reply of an answer. */
export function replyOf({ status, headers, content, ms }: Answer): Reply {
  const { form, body } = readBody(content, headers['content-type'])
  return frozen({ status, headers, body, ms }, form)
}

/** The same reply with the body that a schema made of it. */
export function withBody<T>(reply: Reply, body: T): Reply<T> {
  return frozen({ ...reply, body }, formOf(reply))
}

/** How the body was read; undefined for a reply that was made elsewhere. */
export function formOf(reply: object): BodyForm | undefined {
  return (reply as { [FORM]?: BodyForm })[FORM]
}

function frozen<T>(reply: Reply<T>, form: BodyForm | undefined): Reply<T> {
  return Object.freeze(Object.defineProperty(reply, FORM, { value: form }))
}

const JSON_TYPE = /^(?:application|text)\/(?:[\w.+-]+\+)?json$/i
const TEXT_TYPE =
  /^(?:text\/.+|application\/(?:[\w.+-]+\+)?(?:xml|yaml|x-yaml|javascript|ecmascript|graphql|sql|x-ndjson|x-www-form-urlencoded))$/i

function readBody(content: Buffer, contentType = ''): { form: BodyForm; body: unknown } {
  const type = contentType.split(';')[0]!.trim()
  const charset = /;\s*charset="?([\w-]+)/i.exec(contentType)?.[1]
  const isText = TEXT_TYPE.test(type)
  if (content.length === 0) return isText ? { form: 'text', body: '' } : { form: 'none', body: undefined }
  if (JSON_TYPE.test(type)) {
    const text = decoded(content, charset)
    try {
      return { form: 'json', body: JSON.parse(text) }
    } catch {
      return { form: 'malformed', body: text }
    }
  }
  if (isText) return { form: 'text', body: decoded(content, charset) }
  const guessed = type === '' ? utf8(content) : undefined
  return guessed === undefined ? { form: 'bytes', body: new Uint8Array(content) } : { form: 'text', body: guessed }
}

function decoded(content: Buffer, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset).decode(content)
  } catch {
    return new TextDecoder().decode(content)
  }
}

function utf8(content: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return undefined
  }
}
