import { describeValue } from '../scenario/failure.js'

const ABSOLUTE = /^[a-z][a-z\d+.-]*:/i
const UNSENDABLE = /\p{Cc}/u
const DOTS = /\/(?:\.|%2e){1,2}(?:\/|$)/i
/** What a template makes of a value that is not there. */
const MISSING = /\/(undefined|null|NaN|\[object \w+\])(?:\/|$)/

/** What a request is called before its path is known: a template shows its places, `/users/{user.id}`. */
export function pathTitle(path: unknown): string {
  if (typeof path === 'string') return path
  const template = /=>\s*`([^`]*)`\s*$/.exec(String(path))?.[1]
  return template?.startsWith('/') ? template.replace(/\$\{\s*([^{}]*?)\s*\}/g, '{$1}') : 'a path from the context'
}

/** Refuses a path that could not be sent as it is told; what depends on the target's address is checked by `urlOf`. */
export function checkPath(path: unknown): string {
  if (typeof path !== 'string')
    throw new TypeError(`a path is a text such as '/users', or a function that makes one, not ${describeValue(path)}`)
  const wrong = (why: string): never => {
    throw new TypeError(`the path ${JSON.stringify(path)} ${why}`)
  }
  if (!path.startsWith('/') && !ABSOLUTE.test(path)) wrong('must begin with a slash')
  if (UNSENDABLE.test(path) || !isWellFormed(path)) wrong('holds a character that no URL can hold; encode it')
  if (path.includes('\\')) wrong('holds a backslash, which would be sent as a slash; write %5C')
  if (path.includes('#')) wrong('holds a fragment, which is never sent; write %23 for the character #')
  if (DOTS.test(path.split('?')[0]!)) wrong('holds "." or "..", which the HTTP client would take out of it')
  return path
}

/** Refuses what a function of the context made without having what it needed. */
export function checkMadePath(path: unknown): string {
  const missing = MISSING.exec(checkPath(path).split('?')[0]!)
  if (missing)
    throw new Error(
      `the path ${JSON.stringify(path)} holds ${missing[1]}: something it is made of is not in the context`,
    )
  return path as string
}

/** The absolute URL of a path at a target's address, which may have a path of its own. */
export function urlOf(address: string, path: string): string {
  if (!ABSOLUTE.test(path)) return new URL(address + path.replaceAll(' ', '%20')).href
  const url = new URL(path)
  const { origin } = new URL(address)
  if (url.origin !== origin || url.username !== '' || url.password !== '')
    throw new Error(`${url.origin} is not this target, which is at ${origin}; declare another target for it`)
  return url.href
}

function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)
}
