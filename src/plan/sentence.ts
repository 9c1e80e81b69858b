import { STATUS_CODES } from 'node:http'
import type { Severity } from '../scenario/record.js'
import type { Generic, Operation } from './model.js'

/** What a sentence of a plan says for certain. */
export interface Sentence {
  /** Distinct ones, in order. */
  readonly operations: readonly Operation[]
  readonly statuses: readonly number[]
}

const verb = 'GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS'
const pathCharacter = '[\\w.~%!$&()*+=:@/?#{}[\\]-]'
const request = new RegExp(
  `\\b(${verb})\\b[\`*:\\s]{1,5}(?:https?://[^\\s/\`"'<>]{1,200})?(/${pathCharacter}*(?:<\\w{1,40}>${pathCharacter}*){0,5})`,
  'g',
)
const several = new RegExp(`\\b(?:${verb})(?:\\s?[,/&+|]\\s?|\\s(?:and|or)\\s)(?:${verb})\\b`)

/** A path as a request has it: no sentence's punctuation, `:id` and `<id>` as `{id}`. */
export function normalPath(path: string): string {
  const bare = path.replace(/[.,:;!?*_]+$/, '').replace(/^([^(]*)\)+$/, '$1')
  return bare.replace(/\/:(\w+)|\/<(\w+)>/g, (_, colon?: string, angle?: string) => `/{${colon ?? angle}}`)
}

const phrases = Object.entries(STATUS_CODES)
  .map(([code, phrase]) => `${code}[\\s:-]{1,3}${(phrase ?? '').replace(/[^\w ]/g, '.')}`)
  .join('|')
const lead =
  'status(?:[\\s-]code)?|http|returns?|returned|respon(?:ds?|ded|se)(?:\\swith)?|expect(?:s|ed)?|gets?|receives?|answers?(?:\\swith)?|yields?|gives?|(?:rejected|refused|fails?|denied)(?:\\swith)?|results?\\sin|code|->|=>|→|⇒'
const stated = new RegExp(
  `(?:\\b|(?=[-=→⇒]))(?:${lead})[\\s:=\`*"'(-]{0,6}(?:(?:an?|with|status(?:\\scode)?|http|is|be|of|code|->|→)[\\s:=\`*"'(]{1,4}){0,4}([1-5]\\d\\d)\\b|\\b((?:${phrases}))\\b|\\(([1-5]\\d\\d)\\)`,
  'gi',
)
const further = /^[`*\s]{0,3}(?:or|\/|,|\|)[`*\s]{0,3}([1-5]\d\d)\b(?![.\d])/i
const unit =
  /^\s?(?:%|ms\b|s\b|sec|min|requests?\b|req\b|users?\b|rows?\b|records?\b|items?\b|times\b|kb\b|mb\b|bytes\b|calls?\b|callbacks?\b|[.,]\d)/i

function statusesOf(text: string): number[] {
  const found = new Set<number>()
  for (const match of text.matchAll(stated)) {
    let rest = text.slice(match.index + match[0].length, match.index + match[0].length + 20)
    const code = Number.parseInt(match[1] ?? match[2] ?? match[3] ?? '', 10)
    if (STATUS_CODES[code] === undefined || (match[1] !== undefined && unit.test(rest))) continue
    found.add(code)
    for (let more = further.exec(rest); more !== null; more = further.exec(rest)) {
      if (STATUS_CODES[Number(more[1])] !== undefined) found.add(Number(more[1]))
      rest = rest.slice(more[0].length)
    }
  }
  return [...found]
}

/** Reads `METHOD /path` and expected statuses; bare numbers are no statuses, and "POST, PATCH /x" is no single operation. */
export function readSentence(text: string): Sentence {
  const operations = new Map<string, Operation>()
  if (!several.test(text)) {
    for (const [, method, path] of text.matchAll(request)) {
      const operation = { method: method ?? '', path: normalPath(path ?? '') }
      operations.set(`${operation.method} ${operation.path}`, operation)
    }
  }
  return { operations: [...operations.values()], statuses: statusesOf(text) }
}

const generics: readonly (readonly [RegExp, Generic])[] = [
  [/schema|contract compliance/i, 'schema'],
  [/error (?:response )?(?:format|structure|body|payload)/i, 'error-format'],
  [/status codes?/i, 'status-codes'],
  [/\bauth(?:entication|orization|z|n)?\b/i, 'auth'],
  [/(?:invalid|malformed|bad) (?:input|data|request)|input validation/i, 'invalid-input'],
  [/circuit.?breaker/i, 'circuit-breaker'],
  [/time-?outs?/i, 'timeout'],
  [/network (?:failure|error|fault)|connection (?:failure|refused|loss)/i, 'network'],
  [/\bcrud\b|create,? read,? update/i, 'crud'],
  [/cascad|referential integrity|foreign key/i, 'integrity'],
  [/constraint/i, 'constraints'],
  [/concurren|race condition|deadlock/i, 'concurrency'],
  [/transaction|rollback|\bacid\b/i, 'transactions'],
  [/quer(?:y|ies) (?:optimi|perform)|index|connection (?:pool|scaling)|memory/i, 'performance'],
  [/transformation|persistence|query accuracy|data flow/i, 'data-flow'],
]

/** The kind of test that a template's phrase names, if it is short enough to be one. */
export function readGeneric(text: string): Generic | undefined {
  if (text.length > 90) return undefined
  return generics.find(([pattern]) => pattern.test(text))?.[1]
}

/** `(critical)`, `[high]`, `severity: low`. */
export function readSeverity(text: string): Severity | undefined {
  const found =
    /[([]\s?(critical|high|medium|low)(?:\s(?:priority|severity))?\s?[)\]]|(?:severity|priority)["*`]*\s?:\s?["*`]*(critical|high|medium|low)\b/i.exec(
      text,
    )
  return (found?.[1] ?? found?.[2])?.toLowerCase() as Severity | undefined
}

/** `@smoke` and its like, outside of addresses. */
export function readTags(text: string): string[] {
  return [...new Set([...text.matchAll(/(?:^|\s)@([a-z][\w-]{0,30})(?=$|[\s,.;)])/gi)].map(([, tag]) => tag ?? ''))]
}

const notAnId = /^(?:AES|HTTP|ISO|MD|P|RFC|SHA|TLS|UTF)[-_]?\d/
const leadingId =
  /^[[(]?([A-Z][A-Z0-9]{0,9}(?:[-_][A-Z0-9]{1,10}){0,3}[-_]\d+(?:\.\d+){0,3}|[A-Z]{1,6}\d+(?=[\])]?\s?[:|]))[\])]?(?:\s?[:.)–—|-]\s?|\s+)(?=\S)/

/** Parts a leading case id from the sentence: `IT-003: users are listed`. */
export function readId(text: string): { readonly id?: string; readonly rest: string } {
  const found = leadingId.exec(text)
  return found === null || notAnId.test(found[0]) ? { rest: text } : { id: found[1], rest: text.slice(found[0].length) }
}
