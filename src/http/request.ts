import { asError } from '../scenario/failure.js'
import { instant, now } from '../scenario/real-time.js'
import { running } from '../scenario/running.js'
import { type Tools, type When, when } from '../scenario/step.js'
import type { Part } from '../scenario/world.js'
import { type Exchange, recordExchange, recordedBody } from '../wire/index.js'
import { sentBody } from './body.js'
import type { Message } from './client.js'
import { type Credentials, grantedBy } from './credentials.js'
import { type From, valueFor } from './from.js'
import { headerFields, headerName, headerValue } from './header-fields.js'
import type { Live } from './live.js'
import { type NoAnswer, noAnswer } from './no-answer.js'
import { checkMadePath, checkPath, pathTitle, urlOf } from './path.js'
import { checkQuery, withQuery } from './query.js'
import { type Answer, type Reply, replyOf, withBody } from './reply.js'
import { judged, type ReplyType } from './reply-type.js'
import { checkRequestOptions, type RequestOptions } from './request-options.js'

/** Who sends requests to whom. */
export interface Sender {
  readonly name: string
  readonly uses: readonly Part[]
  readonly credentials: Credentials | undefined
  live(): Live
}

/** A request as its author told it. */
export interface Told<C, T> {
  readonly method: string
  readonly path: From<C, string>
  /** Undefined for none. */
  readonly body: From<C, unknown>
  readonly options: RequestOptions<C, T>
}

/** The step that sends a request. */
export function request<C, T>(sender: Sender, told: Told<C, T>): When<C, Reply<T>> {
  const { method, path } = told
  if (typeof path !== 'function') checkPath(path)
  checkRequestOptions(told.options, method)
  const title = `${method} ${pathTitle(path)}`
  return when(title, (context: C, tools) => send(sender, told, context, tools), { uses: sender.uses })
}

async function send<C, T>(sender: Sender, told: Told<C, T>, context: C, tools: Tools): Promise<Reply<T>> {
  const { method } = told
  const live = sender.live()
  const message = await messageOf(sender, told, context, live.url)
  if (live.process) running()?.evidence(`the log of ${sender.name}`, live.process.log)
  const from = now()
  const startedAt = instant()
  let answer: Answer
  try {
    answer = await live.client.send(message, tools.signal)
  } catch (thrown) {
    const ms = now() - from
    const { why, code } = await reasonFor(message, thrown, tools.signal, live)
    record(sender, message, { startedAt, ms, error: why })
    const error = new Error(`${method} ${message.url}: ${why}`)
    throw code === undefined ? error : Object.assign(error, { code })
  }
  const { status, headers, content, ms } = answer
  const responseBody = recordedBody(content)
  record(sender, message, {
    startedAt,
    ms,
    status,
    responseHeaders: headers,
    ...(responseBody ? { responseBody } : {}),
  })
  return (await asTyped(replyOf(answer), told.options.reply, tools)) as Reply<T>
}

async function messageOf<C, T>(sender: Sender, told: Told<C, T>, context: C, address: string): Promise<Message> {
  const { method, path, options } = told
  const made = typeof path === 'function' ? checkMadePath(path(context)) : path
  const granted = sender.credentials ? await grantedBy(sender.credentials) : {}
  const query = { ...(granted.query ? { [granted.query[0]]: granted.query[1] } : {}), ...queryOf(options, context) }
  const fields = options.headers === undefined ? new Map() : headerFields(valueFor(options.headers, context))
  const add = (name: string, value: string): void => {
    const key = headerName(name)
    if (!fields.has(key)) fields.set(key, headerValue(name, value))
  }
  const body = told.body === undefined ? undefined : await sentBody(valueFor(told.body, context))
  if (body) add('content-type', body.type)
  if (granted.header) add(...granted.header)
  add('accept', 'application/json, text/plain, */*')
  return {
    method,
    url: withQuery(urlOf(address, made), query),
    headers: Object.fromEntries(fields),
    content: body?.content,
    follow: options.follow === true,
    secret: granted.header ? [granted.header[0]] : [],
  }
}

function queryOf<C, T>({ query }: RequestOptions<C, T>, context: C): Readonly<Record<string, unknown>> {
  return query === undefined ? {} : checkQuery(valueFor(query, context))
}

/** How long the end of a process may take to be seen after its connections have broken, in milliseconds. */
const END_SEEN = 500

async function reasonFor({ url }: Message, thrown: unknown, signal: AbortSignal, live: Live): Promise<NoAnswer> {
  if (signal.aborted) return { why: `it was given up: ${asError(signal.reason).message}` }
  const how = await live.process?.look(END_SEEN)
  const reason = noAnswer(url, thrown)
  return how === undefined ? reason : { ...reason, why: `${reason.why}; its process ended ${how}` }
}

type Outcome = Pick<Exchange, 'startedAt' | 'ms' | 'status' | 'responseHeaders' | 'responseBody' | 'error'>

function record(sender: Sender, { method, url, headers, content }: Message, outcome: Outcome): void {
  const requestBody = recordedBody(content)
  recordExchange({
    by: 'target',
    name: sender.name,
    method,
    url,
    requestHeaders: headers,
    ...(requestBody ? { requestBody } : {}),
    ...outcome,
  })
}

/** The reply as its schema sees it. A body that is wrong fails the scenario and hides no other expectation. */
async function asTyped(reply: Reply, type: ReplyType<unknown> | undefined, tools: Tools): Promise<Reply> {
  if (type === undefined) return reply
  const outcome = await judged(type, reply.body)
  if ('value' in outcome) return outcome.value === reply.body ? reply : withBody(reply, outcome.value)
  const tell = (): never => {
    throw new Error(outcome.wrong)
  }
  if (running()?.phase !== 'when') tell()
  tools.verify('the body is of its type', tell)
  return reply
}
