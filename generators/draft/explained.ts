import { STATUS_CODES } from 'node:http'
import { kebab, singular } from '../code/names.js'
import type { DocumentedOperation, Schema } from '../openapi/read-document.js'
import { flat, propertiesOf } from '../openapi/sample.js'

const plain = new Set(
  `a an the of and or for with without to in on by at from is are be been was were it its that which who whose as
  returns return returned responds respond responding response reply replies answers answer answered gives give gets get status code http
  ok success successful successfully succeeds correct correctly proper properly expected valid new newly all list
  lists listed listing found find one single record records resource resources item items object body json data payload request requests should
  must will can endpoint api fetch fetches fetched read reads retrieve retrieves create creates created creating add adds added store stores
  stored delete deletes deleted remove removes removed update updates updated change changes changed replace replaces details detail id ids
  identifier their his her them this header headers content test verify verifies check checks ensure validate validates contract working works
  e mail verb path call called sent`.split(/\s+/),
)

/** The words of a sentence in the form in which they are compared; `e-mail` is `email`. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/\be-mail/g, 'email')
    .replace(/(\p{L})['’](?:s|t)\b/gu, '$1')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

function schemaWords(schema: Schema | undefined, depth = 0): string[] {
  if (schema === undefined || depth > 4) return []
  const whole = flat(schema)
  const items =
    typeof whole.items === 'object' && whole.items !== null ? schemaWords(whole.items as Schema, depth + 1) : []
  return [
    ...propertiesOf(whole).flatMap(([name, property]) => [
      ...kebab(name).split('-'),
      ...schemaWords(property, depth + 1),
    ]),
    ...items,
  ]
}

/** The words by which an operation's own things are named: its path, its tags, what it takes and gives. */
function ownWords(path: string, operation: DocumentedOperation | undefined): string[] {
  const schemas = [operation?.body?.schema, ...(operation?.replies ?? []).map(({ schema }) => schema)]
  const parameters = (operation?.parameters ?? []).flatMap(({ name }) => kebab(name).split('-'))
  return [
    ...path.split('/').flatMap((part) => wordsOf(part)),
    ...(operation?.tags ?? []).flatMap(wordsOf),
    ...parameters,
    ...schemas.flatMap((schema) => schemaWords(schema)),
  ]
}

/** What a sentence says beyond its request, its status and `more` words: what is left can't be told in code by guessing. */
export function unexplained(
  sentence: string,
  path: string,
  operation: DocumentedOperation | undefined,
  statuses: readonly number[],
  more: readonly string[],
): string[] {
  const phrases = statuses.flatMap((status) => wordsOf(STATUS_CODES[status] ?? ''))
  const known = new Set([...ownWords(path, operation), ...phrases, ...more].flatMap((word) => [word, singular(word)]))
  const rest = sentence
    .replace(/\b(?:Given|When|Then|And)\b/g, ' ')
    .replace(/\b(?:GET|POST|PUT|PATCH|DELETE)\b/g, ' ')
    .replace(/(?:https?:\/\/[^\s/]+)?\/[\w.~%!$&()*+=:@/?#{}<>[\]-]+/g, ' ')
  return [
    ...new Set(
      wordsOf(rest).filter(
        (word) => !/^\d+$/.test(word) && !plain.has(word) && !known.has(word) && !known.has(singular(word)),
      ),
    ),
  ]
}
