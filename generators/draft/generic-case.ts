import type { Generic, How, PlannedScenario } from '../../src/plan/index.js'
import { kebab, singular, stems } from '../code/names.js'
import type { DocumentedOperation } from '../openapi/read-document.js'
import { crudStories } from './crud.js'
import { withoutEach } from './invalid-body.js'
import { documents, invalidInput, notFound, refusesInputWith, unauthenticated } from './refusal.js'
import { successOf } from './resources.js'
import { type Outcome, type Story, tellOr, type Workshop } from './story.js'
import { successStory } from './success.js'
import { operationOf } from './targets.js'

function todo(why: string): Outcome {
  return { kind: 'stories', stories: [{ kind: 'todo', why }] }
}

/** The nouns of a path: `/api/users/{id}` gives `user`. */
function nounsOf({ path, tags }: DocumentedOperation): Set<string> {
  const parts = path.split('/').filter((part) => part !== '' && !part.startsWith('{'))
  return new Set([...parts, ...tags].flatMap((part) => kebab(part).split('-')).map(singular))
}

/** The operations that a suite is about: those its heading names, those its point's names occur in, or all. */
function operationsOf(
  workshop: Workshop,
  scenario: PlannedScenario,
  how: How & { kind: 'generic' },
): readonly DocumentedOperation[] {
  const all = workshop.project.document?.operations ?? []
  if (how.on !== undefined) {
    const named = operationOf(workshop, how.on)
    return named === undefined ? [] : [named]
  }
  for (const side of (scenario.point ?? '').split(' -> ').reverse()) {
    const words = stems(side)
    const found = all.filter((operation) => words.length > 0 && words.every((word) => nounsOf(operation).has(word)))
    if (found.length > 0) return found
  }
  const told = workshop.plan.scenarios.filter(
    ({ point, how: other }) => point === scenario.point && other.kind === 'request',
  )
  const mentioned = new Set(
    told.map((one) => (one.how.kind === 'request' ? operationOf(workshop, one.how) : undefined)),
  )
  const found = all.filter((operation) => mentioned.has(operation))
  return found.length > 0 ? found : all
}

function nameOf({ method, path }: DocumentedOperation): string {
  return `${method} ${path}`
}

function hasBody({ body }: DocumentedOperation): boolean {
  return body !== undefined
}

/** The reply of a success has the documented form; a body that lacks what is required is refused. */
function schemaStories(workshop: Workshop, operations: readonly DocumentedOperation[]): Story[] {
  const replies = operations
    .filter((one) => one.replies.some(({ status, schema }) => status === successOf(one) && schema !== undefined))
    .map((one) => tellOr(`${nameOf(one)}: the reply has the documented form`, () => successStory(workshop, one)))
  return [...replies, ...inputStories(workshop, operations)]
}

function inputStories(workshop: Workshop, operations: readonly DocumentedOperation[]): Story[] {
  return operations
    .filter((one) => hasBody(one) && refusesInputWith(one) !== undefined)
    .map((one) => {
      const story = tellOr(undefined, () => invalidInput(workshop, one, withoutEach(one)))
      const many = story.kind === 'told' && story.rows !== undefined
      return { ...story, label: `${nameOf(one)}: a body without ${many ? '$without' : 'what is required'} is refused` }
    })
}

function statusStories(workshop: Workshop, operations: readonly DocumentedOperation[]): Story[] {
  return operations.flatMap((one) => {
    const success = tellOr(`${nameOf(one)}: answers ${successOf(one) ?? 'as documented'}`, () =>
      successStory(workshop, one, { shape: false }),
    )
    if (!(one.path.includes('{') && documents(one, 404))) return [success]
    return [success, tellOr(`${nameOf(one)}: an unknown id is answered with 404`, () => notFound(workshop, one))]
  })
}

function authStories(workshop: Workshop, operations: readonly DocumentedOperation[]): Story[] {
  return operations
    .filter((one) => one.secured && documents(one, 401))
    .map((one) => tellOr(`${nameOf(one)}: is refused without credentials`, () => unauthenticated(workshop, one)))
}

/** The cheapest documented refusal of each operation has the documented form. */
function errorStories(workshop: Workshop, operations: readonly DocumentedOperation[]): Story[] {
  return operations.flatMap((one) => {
    const formed = (status: number) =>
      one.replies.some((reply) => reply.status === status && reply.schema !== undefined)
    if (one.path.includes('{') && formed(404)) {
      return [tellOr(`${nameOf(one)}: 404 has the documented form`, () => notFound(workshop, one, { form: true }))]
    }
    const input = refusesInputWith(one)
    if (hasBody(one) && input !== undefined && formed(input)) {
      const wrong = () => withoutEach(one).slice(0, 1)
      return [
        tellOr(`${nameOf(one)}: ${input} has the documented form`, () =>
          invalidInput(workshop, one, wrong(), { form: true }),
        ),
      ]
    }
    if (!(one.secured && formed(401))) return []
    return [tellOr(`${nameOf(one)}: 401 has the documented form`, () => unauthenticated(workshop, one, { form: true }))]
  })
}

function needs(what: Generic): string {
  switch (what) {
    case 'timeout':
    case 'network':
    case 'circuit-breaker':
      return 'which service fails, how, and what must come of it has to be told'
    case 'constraints':
    case 'integrity':
      return 'which constraint of which entity must hold has to be told'
    case 'transactions':
    case 'concurrency':
      return 'what runs, at once or in one transaction, and what must be left has to be told'
    case 'performance':
      return 'what is measured, and its limit, has to be told'
    default:
      return 'what goes in and what must come out has to be told'
  }
}

/** A template's phrase, such as "error response format verification": a scenario for each operation or entity that it is about. */
export function genericCase(workshop: Workshop, scenario: PlannedScenario, how: How & { kind: 'generic' }): Outcome {
  const { what } = how
  if (scenario.category === 'database' && what === 'crud')
    return { kind: 'stories', stories: crudStories(workshop, scenario) }
  const tell = {
    schema: schemaStories,
    'status-codes': statusStories,
    auth: authStories,
    'error-format': errorStories,
    'invalid-input': inputStories,
  }
  const stories = Object.hasOwn(tell, what) ? tell[what as keyof typeof tell] : undefined
  if (scenario.category !== 'api' || stories === undefined) return todo(needs(what))
  if (workshop.project.document === undefined) return todo('there is no OpenAPI document that tells the operations')
  const told = stories(workshop, operationsOf(workshop, scenario, how))
  if (told.length === 0) return todo(`the operations of ${workshop.project.document.file} document nothing of the kind`)
  return { kind: 'stories', stories: told }
}
