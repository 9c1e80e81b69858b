import type { Column } from '../entity.js'
import { uuid } from './uuid.js'
import type { ValidValues } from './valid-values.js'

/** Texts that fit the column, and read like what its name says. */
export function textValues({ propertyName, length }: Column): ValidValues {
  const longest = Number(length) || Number.POSITIVE_INFINITY
  const name = propertyName.toLowerCase()
  const code = CODES.find(([pattern, usual]) => pattern.test(name) && usual.length <= longest)?.[1]
  if (code) return { room: 26 ** code.length, varies: false, make: (k) => codeLike(code, k) }
  const [, forms] = FORMS.find(([pattern]) => pattern.test(name)) ?? [undefined, []]
  const all: readonly Form[] = [...forms, (_, k) => `${propertyName} ${k}`]
  return {
    room: longest >= 10 ? Number.POSITIVE_INFINITY : 36 ** longest - 1,
    varies: true,
    make(k) {
      for (const form of all) {
        const text = form(name, k)
        if (text.length <= longest) return text
      }
      return cut(propertyName, k, longest)
    },
  }
}

type Form = (name: string, k: number) => string

/** The best form first, shorter ones after it. */
const FORMS: readonly (readonly [RegExp, readonly Form[]])[] = [
  [/e?mail/, [(name, k) => `${name}${k}@example.com`, (_, k) => `${k}@example.com`, (_, k) => `${k}@x.io`]],
  [/ur[li]$|link$|website/, [(name, k) => `https://example.com/${name}/${k}`, (_, k) => `https://x.io/${k}`]],
  [/phone|mobile|fax/, [(_, k) => `+1555${String(k).padStart(7, '0')}`, (_, k) => String(k)]],
  [/u?uid$/, [(_, k) => uuid(k)]],
  [/slug|handle|login|username/, [(name, k) => `${name}-${k}`]],
]
const CODES: readonly (readonly [RegExp, string])[] = [
  [/country/, 'US'],
  [/currency/, 'EUR'],
]

/** The usual code first; then the others in the order of the alphabet. */
function codeLike(usual: string, k: number): string {
  const known = [...usual].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 65, 0)
  if (k === 1) return usual
  let rest = k - 2 < known ? k - 2 : k - 1
  let text = ''
  for (let i = 0; i < usual.length; i++, rest = Math.floor(rest / 26))
    text = String.fromCharCode(65 + (rest % 26)) + text
  return text
}

/** The digits that differ, behind what there is room for of the name. */
function cut(name: string, k: number, longest: number): string {
  const digits = k.toString(36)
  if (longest <= DIGITS || digits.length > DIGITS) return digits.slice(-longest)
  return `${name.slice(0, longest - DIGITS)}${digits.padStart(DIGITS, '0')}`
}
const DIGITS = 4
