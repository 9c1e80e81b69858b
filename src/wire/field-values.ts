import { MASKED } from './masked.js'
import { type Quote, quoteAt, quotedEnd } from './quoted.js'

/** A name in a text that holds a secret, and what leads on to its value. */
export interface Field {
  readonly name: string
  readonly nameAt: number
  /** The quote that closes the name, with the backslashes before it; empty when the name is bare. */
  readonly closing: string
  readonly separator: string
}

/** A part of a text that is to be replaced. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly replacement?: string
}

/** A value that says that there is none, what its type is or what is wrong with it. */
const NO_VALUE =
  /^(?:true|false|null|undefined|nil|none|nan|required|invalid|missing|expired|empty|string|number|boolean|object|unknown|wrong|weak|yes|no|ok|optional|\*+|•+|\.{2,}|…)$/i

/** https://www.iana.org/assignments/http-authschemes, and those that are in use besides. */
const SCHEME =
  /^(?:basic|bearer|digest|dpop|gnap|hoba|mutual|negotiate|ntlm|oauth|privatetoken|scram-\S+|vapid|aws4-\S+|hawk|token|api-?key) +\S/i

/** The start of an expression or of a nested object. */
const CODE = /^(?:[{[(|$]|[\w$.]{1,80}\()/

/** A failed comparison, whose sides are quoted. */
const COMPARISON = /\b(?:expected|actual|equals?|received|got|was)\b/i

/** A sentence has no longer words. */
const LONGEST_WORD = 64
/** Further away, the end of an XML element is not looked for. */
const LONGEST_ELEMENT = 2_000

/** The parts of the text after `start` that are the field's secret value. */
export function secretSpans(text: string, start: number, field: Field): Span[] {
  const separator = field.separator.trim()
  if (separator === '>') return element(text, start)
  if (separator === '') return text.startsWith('--', field.nameAt) ? word(text, start, /\s/g) : []
  if (endsText(text, text[start] === '[' ? start + 1 : start, field)) return []
  const quote = quoteAt(text, start)
  if (quote) return quoted(text, start, quote)
  if (separator === '=>') return []
  if (separator === '%3D') return word(text, start, /[\s&"'`<>]|%26/g)
  if (text[start] === '[' && !text.startsWith(MASKED, start)) return items(text, start + 1)
  if (field.closing !== '') return literal(text, start, field.closing)
  if (field.separator === '=') return word(text, start, /[\s&"'`<>;]/g)
  if (separator === '=') return setting(text, start, field)
  return header(text, start, field) ?? plain(text, start)
}

/** `"label": "password:", "n": 1`: the quote behind the name is the one that ends the text in which the name stands. */
function endsText(text: string, at: number, { nameAt, closing }: Field): boolean {
  const quote = quoteAt(text, at)
  if (quote === undefined || closing.endsWith(quote.mark)) return false
  const end = at + quote.length
  if (!/^\s*(?:[:,}\]]|$)/.test(text.slice(end, end + 20))) return false
  const before = text.slice(Math.max(0, nameAt - LONGEST_ELEMENT), nameAt)
  const opening = before.lastIndexOf(text.slice(at, end))
  return opening >= 0 && /(?:^|[:,{[]\s*)$/.test(before.slice(0, opening))
}

function quoted(text: string, start: number, quote: Quote): Span[] {
  const from = start + quote.length
  const end = quotedEnd(text, from, quote)
  return end > from ? [{ start: from, end }] : []
}

/** `"set-cookie": ["a=b", "c=d"]` */
function items(text: string, start: number): Span[] {
  const spans: Span[] = []
  for (let at = start; ; ) {
    at = endOf(text, at, /[^\s,]/g)
    const quote = quoteAt(text, at)
    if (!quote) return spans
    const from = at + quote.length
    const end = quotedEnd(text, from, quote)
    if (end > from) spans.push({ start: from, end })
    at = end + quote.length
  }
}

/** `"cvc": 123` becomes `"cvc": "[masked]"`, so that JSON stays JSON. */
function literal(text: string, start: number, closing: string): Span[] {
  const end = endOf(text, start, /[\s,}\]\\]/g)
  const value = text.slice(start, end)
  if (value === '' || CODE.test(value) || NO_VALUE.test(value)) return []
  return [{ start, end, replacement: closing + MASKED + closing }]
}

/** `Authorization: Bearer abc` and `Cookie: a=b; c=d` fill the line, or the quoted argument that they stand in. */
function header(text: string, start: number, { name, nameAt }: Field): Span[] | undefined {
  const head = text.slice(start, start + 200)
  const isHeader = /cookie$/i.test(name) ? /^[^\s=;"']+=/.test(head) : /authorization$/i.test(name) && SCHEME.test(head)
  if (!isHeader) return undefined
  const opening = text[nameAt - 1]
  const stop = opening === '"' ? /[\r\n"]/g : opening === "'" ? /[\r\n']/g : /[\r\n]/g
  return [{ start, end: endOf(text, start, stop) }]
}

/** `password: hunter2` is a value, `password: must be longer` a sentence. */
function plain(text: string, start: number): Span[] {
  const done = text.startsWith(MASKED, start)
  if (!done && CODE.test(text.slice(start, start + 82))) return []
  const end = endOf(text, start, /[\s"'`<>]/g)
  const run = text.slice(start, end)
  const value = bare(run)
  if (value.length < 3 || NO_VALUE.test(value)) return []
  const goesOn = value.length === run.length && /^[ \t]+\S/.test(text.slice(end, end + 20))
  if (goesOn && !done && value.length < LONGEST_WORD && !/\d/.test(value)) return comparison(text, start)
  return [{ start, end: start + value.length }]
}

/** `password: expected "hunter2" to equal "hunter3"` */
function comparison(text: string, start: number): Span[] {
  const line = text.slice(0, Math.min(endOf(text, start, /[\r\n]/g), start + LONGEST_ELEMENT))
  if (!COMPARISON.test(line.slice(start))) return []
  const spans: Span[] = []
  for (let at = start; at < line.length; ) {
    at = endOf(line, at, /\\*["']/g)
    const quote = quoteAt(line, at)
    if (!quote) break
    const [span] = quoted(line, at, quote)
    if (span) spans.push(span)
    at = (span?.end ?? at + quote.length) + quote.length
  }
  return spans
}

/** `password = hunter2` fills a line of a settings file; `const token = source.token` is code. */
function setting(text: string, start: number, { nameAt }: Field): Span[] {
  const indented = text.slice(Math.max(0, nameAt - LONGEST_WORD), nameAt)
  const end = endOf(text, start, /\s/g)
  if (!/(?:^|\n)[ \t]*$/.test(indented) || /[;(]$/.test(text.slice(start, end))) return []
  return /^[ \t]*(?:[\r\n]|$)/.test(text.slice(end, end + 20)) ? word(text, start, /\s/g) : []
}

function word(text: string, start: number, stop: RegExp): Span[] {
  const value = bare(text.slice(start, endOf(text, start, stop)))
  return value === '' || value.startsWith('-') || NO_VALUE.test(value) ? [] : [{ start, end: start + value.length }]
}

/** `<password>hunter2</password>` */
function element(text: string, start: number): Span[] {
  const end = text.slice(start, start + LONGEST_ELEMENT).indexOf('</')
  const value = text.slice(start, start + Math.max(end, 0))
  return value.trim() === '' || value.includes('<') ? [] : [{ start, end: start + end }]
}

/** Without the punctuation of the sentence or list that it stands in. */
function bare(run: string): string {
  if (run.startsWith(MASKED)) return MASKED + /^[\w~+/=%-]*/.exec(run.slice(MASKED.length))![0]
  return run.replace(/[)\]},.;!?]+$/, '')
}

function endOf(text: string, start: number, stop: RegExp): number {
  stop.lastIndex = start
  return stop.exec(text)?.index ?? text.length
}
