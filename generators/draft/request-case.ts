import { type How, hint, type PlannedScenario } from '../../src/plan/index.js'
import { text } from '../code/literal.js'
import { newSheet, type Pen } from '../code/sheet.js'
import type { DocumentedOperation } from '../openapi/read-document.js'
import { unexplained } from './explained.js'
import { wrongBodies } from './invalid-body.js'
import { documents, duplicate, forbidden, invalidInput, notFound, unauthenticated } from './refusal.js'
import { requestCode } from './request.js'
import { successOf } from './resources.js'
import { NotTold, type Outcome, oneStory, type Story, type Workshop } from './story.js'
import { successStory } from './success.js'
import { anonymous, asker, operationOf } from './targets.js'

type Request = How & { readonly kind: 'request' }

const anonymousWords =
  'unauthenticated unauthorized anonymous anonymously authentication authorization auth credentials credential token api key keys login logged signed no missing not any'.split(
    ' ',
  )
const wrongWords = [...anonymousWords, 'invalid', 'wrong', 'bad', 'bearer', 'sent', 'unknown']
const forbiddenWords =
  'role roles right rights permission permissions admin admins plain normal ordinary customer client user non not only insufficient forbidden refused denied less limited key token other'.split(
    ' ',
  )
const existingWords = ['given', 'existing', 'exists', 'exist', 'known']
const missingWords = 'unknown non nonexistent existent missing not does do doesn no nobody such there'.split(' ')
const invalidWords =
  'invalid malformed wrong bad missing empty blank required property properties field fields input error errors rejected refused fails address no lacks lacking omitted absent negative too long'.split(
    ' ',
  )
const duplicateWords =
  'duplicate duplicated duplicates already taken twice again same unique conflict conflicts conflicting registered rejected refused address used second time'.split(
    ' ',
  )

/** `within 200 ms` in a sentence. */
function limitIn(sentence: string): { readonly limit: string; readonly rest: string } | undefined {
  const found = /\b(?:within|under|in less than|below)\s+(\d+)\s?(ms|milliseconds|s|seconds)\b/i.exec(sentence)
  if (found === null) return undefined
  return { limit: `${found[1]}${/^m/i.test(found[2] ?? '') ? 'ms' : 's'}`, rest: sentence.replace(found[0], ' ') }
}

function isAnonymous(sentence: string): boolean {
  return /\b(?:without|no|missing)\b.{0,20}\b(?:auth\w*|credentials?|token|api[- ]?key|key|login)\b|\b(?:unauthenticated|anonymous)/i.test(
    sentence,
  )
}

/** The status that is expected: the plan's, or the one of several that is documented. */
function statusOf(how: Request, operation: DocumentedOperation | undefined): number {
  const { statuses, method, path } = how
  const documented = operation === undefined ? [] : statuses.filter((status) => documents(operation, status))
  const [only] = documented.length > 0 ? documented : statuses
  if (statuses.length > 1 && documented.length !== 1)
    throw new NotTold(`it names ${statuses.join(' and ')}, and the document does not tell which`)
  const status = only ?? (operation === undefined ? undefined : successOf(operation))
  if (status === undefined) throw new NotTold(`it names no status for ${method} ${path}`)
  return status
}

/** Without a document: a request that needs nothing but its path, and a body where the plan gives one. */
function undocumented(workshop: Workshop, how: Request, sentence: string): Story {
  const { method, path, body } = how
  const status = statusOf(how, undefined)
  const left = unexplained(sentence, path, undefined, [status], isAnonymous(sentence) ? anonymousWords : [])
  if (left.length > 0) throw new NotTold(understood(left))
  if (path.includes('{'))
    throw new NotTold(`there is no OpenAPI document that tells what ${path} needs: write an id that exists`)
  if (body === undefined && (method === 'POST' || method === 'PUT' || method === 'PATCH')) {
    throw new NotTold(`there is no OpenAPI document that tells the body of ${method} ${path}`)
  }
  const pen = newSheet()
  const target = isAnonymous(sentence) ? anonymous(workshop, pen) : asker(workshop, pen, undefined)
  const request = requestCode({
    target,
    method,
    path: [path],
    ...(body === undefined ? {} : { body }),
  })
  return {
    kind: 'told',
    steps: [`.when(${request})`, `.expect(${pen.use('qa-integ/http', 'status')}(${status}))`],
    sheet: pen,
  }
}

function understood(words: readonly string[]): string {
  const listed = words.slice(0, 6).map((word) => `"${word}"`)
  return `it says more than can be told in code by guessing (${listed.join(', ')}): tell it in a \`yaml qa-integ\` block`
}

function documented(workshop: Workshop, how: Request, sentence: string, operation: DocumentedOperation): Story {
  const status = statusOf(how, operation)
  const time = limitIn(sentence)
  const explain = (more: readonly string[]) => {
    const left = unexplained(time?.rest ?? sentence, how.path, operation, how.statuses, more)
    if (left.length > 0) throw new NotTold(understood(left))
  }
  if (status >= 200 && status < 300) {
    const anonymously = isAnonymous(sentence)
    explain([...(anonymously ? anonymousWords : []), ...(how.path.includes('{') ? existingWords : [])])
    if (!anonymously && operation.body !== undefined && /\b(?:without|missing|no|lacking)\b/i.test(sentence)) {
      throw new NotTold('what its body leaves out has to be told in a `yaml qa-integ` block')
    }
    const further = (pen: Pen) =>
      time === undefined ? [] : [`.expect(${pen.use('qa-integ/http', 'within')}(${text(time.limit)}))`]
    return successStory(workshop, operation, {
      status,
      anonymously,
      further,
      ...(how.body === undefined ? {} : { body: how.body }),
    })
  }
  switch (status) {
    case 401: {
      const wrong = !isAnonymous(sentence) && /\b(?:invalid|wrong|bad|unknown)\b/i.test(sentence)
      explain(wrong ? wrongWords : anonymousWords)
      return unauthenticated(workshop, operation, { wrong })
    }
    case 403:
      explain(forbiddenWords)
      return forbidden(workshop, operation)
    case 404:
      explain(missingWords)
      return notFound(workshop, operation)
    case 400:
    case 422:
      explain(invalidWords)
      return invalidInput(
        workshop,
        operation,
        how.body === undefined ? wrongBodies(sentence, operation) : [{ property: '', body: how.body as never }],
        { status },
      )
    case 409:
      explain(duplicateWords)
      return duplicate(workshop, operation)
    default:
      throw new NotTold(
        `how ${how.method} ${how.path} comes to answer ${status} has to be told in a \`yaml qa-integ\` block`,
      )
  }
}

/** A sentence with a request in it. */
export function requestCase(workshop: Workshop, scenario: PlannedScenario, how: Request): Outcome {
  const { document } = workshop.project
  const operation = operationOf(workshop, how)
  if (document !== undefined && operation === undefined) {
    const name = `${how.method} ${how.path}`
    const names = document.operations.map(({ method, path }) => `${method} ${path}`)
    return { kind: 'refused', why: `"${name}": no such operation in ${document.file}${hint(name, names)}` }
  }
  const sentence = [scenario.title, ...scenario.details].join(' ')
  return oneStory(() => {
    const story =
      operation === undefined ? undocumented(workshop, how, sentence) : documented(workshop, how, sentence, operation)
    if (story.kind !== 'told' || story.rows === undefined) return story
    return { ...story, label: `${scenario.title}: without $without` }
  })
}
