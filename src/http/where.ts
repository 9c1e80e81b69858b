import { basename } from 'node:path'
import type { Handle } from '../handle/handle.js'
import { describeValue } from '../scenario/failure.js'
import { mask } from '../wire/index.js'
import type { App } from './application.js'
import type { Ready } from './ready.js'

/** What every target may be told. */
interface Common {
  /** What messages and reports call it; made of its address, its command or its place in the file where it is not told. */
  name?: string
  /** Handles that have to run before it. */
  uses?: readonly Handle[]
  /** How long it may take to start; '60s' where it is not told. */
  within?: string
}

/** Something that runs already. */
export interface AtUrl extends Common {
  /** With or without a path that all requests share; a function is asked when the target starts. */
  url: string | (() => string)
}

/** An application in this process. */
export interface InProcess extends Common {
  /** Makes the application when the target starts. */
  app: () => App | Promise<App>
  /** Who shares it: the scenarios of a worker (default), or one scenario. */
  per?: 'worker' | 'scenario'
}

/** A process in any language, which gets a free port in `PORT`. */
export interface AsProcess extends Common {
  /** The program and its arguments; `{port}` in them stands for the port. */
  command: readonly string[]
  /** How it is known that it can be talked to, as in `answering('/health')`. */
  readyWhen: Ready
  /** Added to this process's own; `{port}` in a value stands for the port. A function is asked when the target starts. */
  env?: Record<string, string> | (() => Record<string, string>)
  /** The directory it runs in; this process's own where it is not told. */
  cwd?: string
  /** Who shares it: the scenarios of a worker (default), one scenario, or all workers of the run. */
  per?: 'run' | 'worker' | 'scenario'
}

/** Where a target answers: at a URL, in this process, or in a process of its own. */
export type Where = AtUrl | InProcess | AsProcess

const COMMON = ['name', 'uses', 'within']
const KINDS = {
  url: [...COMMON, 'url'],
  app: [...COMMON, 'app', 'per'],
  command: [...COMMON, 'command', 'readyWhen', 'env', 'cwd', 'per'],
} as const

type Kind = keyof typeof KINDS

/** Refuses what would be ignored or misread; `who` is the target's place. */
export function checkWhere(where: Where, who: string): void {
  const wrong = (what: string): never => {
    throw new TypeError(`${who}: ${what}`)
  }
  if (typeof where !== 'object' || where === null)
    wrong(
      "it is told where it is: { url: 'http://localhost:3000' }, { app: () => createApp() } or { command, readyWhen }",
    )
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => kind in where)
  const [kind] = kinds
  if (kinds.length !== 1)
    wrong(`a target has one of url, app and command; this one has ${kinds.join(' and ') || 'none'}`)
  for (const key of Object.keys(where))
    if (!(KINDS[kind!] as readonly string[]).includes(key))
      wrong(`"${key}" is no option of a target with ${kind}; there are ${KINDS[kind!].join(', ')}`)
  if (where.name !== undefined && (typeof where.name !== 'string' || where.name.trim() === ''))
    wrong('its name is empty')
  if (where.uses !== undefined && !Array.isArray(where.uses)) wrong('uses is a list of handles')
  if ('url' in where) checkUrl(where.url, wrong)
  else if ('app' in where) checkInProcess(where, wrong)
  else checkProcess(where, wrong)
}

/** The address without a slash at its end. */
export function checkUrl(url: unknown, wrong: (what: string) => never): string {
  if (typeof url === 'function') return ''
  let read: URL
  try {
    read = new URL(url as string)
  } catch {
    return wrong(`url is ${describeValue(url)}, not an absolute address such as 'http://localhost:3000'`)
  }
  if (read.protocol !== 'http:' && read.protocol !== 'https:')
    wrong(`url is ${describeValue(url)}, which does not begin with http:// or https://`)
  if (read.username !== '' || read.password !== '')
    wrong('url holds a password; leave it out and send it with .as(basic(user, password))')
  if (read.search !== '' || read.hash !== '') wrong('url has a query or a fragment; tell the query with each request')
  return read.href.replace(/\/+$/, '')
}

function checkInProcess({ app, per }: InProcess, wrong: (what: string) => never): void {
  if (typeof app !== 'function') wrong('app is a function that makes the application, as in app: () => createApp()')
  if ((per as string) === 'run')
    wrong('an application in process lives in a worker and can not be shared by a run; give the command that starts it')
  if (per !== undefined && per !== 'worker' && per !== 'scenario') wrong("per is 'worker' or 'scenario'")
}

function checkProcess({ command, readyWhen, env, cwd, per }: AsProcess, wrong: (what: string) => never): void {
  if (!Array.isArray(command) || command.length === 0 || !command.every((part) => typeof part === 'string'))
    wrong("command is a list of texts: the program and its arguments, as in ['node', 'server.js']")
  if (command[0] === '') wrong('the program of its command is an empty text')
  if ((readyWhen as Ready | undefined)?.by !== 'answering')
    wrong("readyWhen tells when it can be talked to, as in readyWhen: answering('/health')")
  if (typeof env !== 'function' && env !== undefined) checkEnv(env, wrong)
  if (cwd !== undefined && typeof cwd !== 'string') wrong('cwd is the path of a directory')
  if (per !== undefined && !['run', 'worker', 'scenario'].includes(per)) wrong("per is 'run', 'worker' or 'scenario'")
}

/** The variables, all of them text. */
export function checkEnv(env: unknown, wrong: (what: string) => never): Record<string, string> {
  if (typeof env !== 'object' || env === null) return wrong('env is an object of texts')
  for (const [name, value] of Object.entries(env))
    if (typeof value !== 'string') wrong(`the variable ${name} in env is ${describeValue(value)}, not a text`)
  return env as Record<string, string>
}

/** What the target is called where its author does not say; `place` tells two of a kind apart. */
export function nameOf(where: Where, place: string): string {
  if (where.name !== undefined) return where.name
  if ('app' in where) return `the application (${place})`
  if ('command' in where) return mask([basename(where.command[0]!), ...where.command.slice(1)].join(' ')).slice(0, 60)
  return typeof where.url === 'string' ? new URL(where.url).host : `the target (${place})`
}
