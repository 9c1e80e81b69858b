import { exampleOf } from './example.js'
import { type Form, isForm, TYPE } from './form.js'
import { toPactPattern } from './pact-pattern.js'
import { field } from './path.js'
import { settle } from './shape.js'

/**
 * What a contract hands to Pact for a shape: plain JSON in its integration format. In an `exact` part (a request) a key that must be absent is
 * left out; elsewhere Pact can't be told so.
 *
 * @throws TypeError that names the place of what Pact can't hold, run or would read otherwise.
 */
export function toPact(shape: unknown, options: { readonly exact?: boolean } = {}): unknown {
  const settled = settle(shape)
  if (settled === null) throw new TypeError('$ is null, which Pact takes for no body at all.')
  return write(settled, '$', options.exact ?? false)
}

function write(settled: unknown, path: string, exact: boolean): unknown {
  if (typeof settled === 'bigint')
    throw new TypeError(`${path} is the bigint ${settled}, which JSON can't hold. Write a number or a text.`)
  if (typeof settled !== 'object' || settled === null) return settled
  if (isForm(settled)) return writeForm(settled, path, exact)
  if (Array.isArray(settled)) return settled.map((one, i) => write(one, `${path}[${i}]`, exact))
  const fields = Object.entries(settled).flatMap(([key, one]): [string, unknown][] => {
    const at = field(path, key)
    if (key.startsWith('pact:'))
      throw new TypeError(`${at}: Pact keeps keys that begin with "pact:" to itself and would drop this one.`)
    if (one !== undefined) return [[key, write(one, at, exact)]]
    if (exact) return []
    throw new TypeError(
      `${at} is undefined, which says that it must be absent. Pact can't promise that of an answer: leave the key out.`,
    )
  })
  return Object.fromEntries(fields)
}

function writeForm(form: Form, path: string, exact: boolean): unknown {
  switch (form[TYPE]) {
    case 'arrayContains':
      return { ...form, variants: form.variants.map((one, i) => write(one, `${path}[${i}]`, exact)) }
    case 'include':
      return form
    case 'regex':
      return writePattern(form, path)
    case 'type': {
      const value = write(exampleFor(form, path), path, exact)
      if (Array.isArray(value)) refuseMixed(value, path)
      return { ...form, value }
    }
    case 'equality':
      return { ...form, value: write(form.value, path, true) }
    default:
      return { ...form, value: write(exampleFor(form, path), path, exact) }
  }
}

function writePattern(form: Extract<Form, { readonly [TYPE]: 'regex' }>, path: string): unknown {
  const { flags, ...rest } = form
  const value = exampleFor(form, path)
  return flags === undefined ? form : { ...rest, regex: placed(path, () => toPactPattern(form.regex, flags)), value }
}

function exampleFor(form: Form, path: string): unknown {
  return form[TYPE] !== 'arrayContains' && Object.hasOwn(form, 'value')
    ? form.value
    : placed(path, () => exampleOf(form))
}

/** Says where in the shape it is that something was refused. */
function placed<T>(path: string, make: () => T): T {
  try {
    return make()
  } catch (cause) {
    throw new TypeError(`${path}: ${(cause as Error).message}`, { cause })
  }
}

/** Pact applies the matchers of every element of a `like` to all elements. */
function refuseMixed(elements: readonly unknown[], path: string): void {
  const [first, ...others] = elements.map((one) => JSON.stringify(one))
  if (!elements.some(holdsForm) || others.every((one) => one === first)) return
  throw new TypeError(
    `${path}: in like([…]) Pact applies the matchers of each element to all of them. Use eachLike for equal elements, or an array without like.`,
  )
}

function holdsForm(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return isForm(value) || Object.values(value).some(holdsForm)
}
