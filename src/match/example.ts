import { type Form, isForm, TYPE } from './form.js'
import { settle } from './shape.js'
import { patternOf } from './texts.js'
import type { Example } from './types.js'

/**
 * The plain value that a shape stands for, the same every time: what a contract's mock answers, and an interaction's `example`.
 *
 * @throws TypeError if a pattern has no example, or a shape holds what no shape can hold.
 */
export function example<S>(shape: S): Example<S> {
  return exampleOf(settle(shape)) as Example<S>
}

/** As `example`, for a part of a shape that is settled already. */
export function exampleOf(settled: unknown): unknown {
  if (isForm(settled)) return exampleOfForm(settled)
  if (Array.isArray(settled)) return settled.map(exampleOf)
  if (typeof settled !== 'object' || settled === null) return settled
  const present = Object.entries(settled).filter(([, one]) => one !== undefined)
  return Object.fromEntries(present.map(([key, one]) => [key, exampleOf(one)]))
}

function exampleOfForm(form: Form): unknown {
  if (form[TYPE] === 'arrayContains') return form.variants.map(exampleOf)
  if (Object.hasOwn(form, 'value')) return exampleOf(form.value)
  if (form[TYPE] === 'regex') {
    const pattern = patternOf(form)
    throw new TypeError(
      `regex(${pattern}) has no example, and one is needed here. Add a text that matches it: regex(${pattern}, 'such a text').`,
    )
  }
  throw new TypeError(`A matcher of the type "${form[TYPE]}" has no value, and one is needed here as the example.`)
}
