import {
  type How,
  hint,
  type PlannedCall,
  type PlannedExpect,
  type PlannedGiven,
  type PlannedRow,
  type PlannedWhen,
} from '../../src/plan/index.js'
import { type Code, code, isIdentifier, literal, text, type Value } from '../code/literal.js'
import { newSheet, type Pen } from '../code/sheet.js'
import { entityOf, importOf } from './entities.js'
import { componentName, doubled, endpoint } from './exact-parts.js'
import { exactShape, exactValue, referred, type Sources, secretGivens, subset } from './exact-values.js'
import { fromContext, requestCode } from './request.js'
import { NotTold, type Outcome, oneStory, type Story, type Workshop } from './story.js'
import { asker, named, operationOf, worldOf } from './targets.js'

type Exact = How & { readonly kind: 'exact' }

function databaseOf(workshop: Workshop, pen: Pen): string {
  const { database, file } = worldOf(workshop)
  if (database === undefined) throw new NotTold('the world exports no database(...)')
  return pen.use(file, database)
}

function entity(workshop: Workshop, pen: Pen, name: string): string {
  const found = entityOf(workshop, name)
  if (found === undefined) throw new NotTold(`the project has no entity ${name} in a database of the world`)
  return pen.use(found.from, found.name)
}

function givenStep(workshop: Workshop, pen: Pen, given: PlannedGiven, sources: Sources): string {
  switch (given.kind) {
    case 'service': {
      const where = endpoint(workshop, pen, given.service, given.answers)
      const start = `.given(${where}.answers(${pen.use('qa-integ/service', 'reply')}(${given.status}`
      const body = given.body === undefined ? '' : `, ${literal(exactValue(given.body, sources), '  ', start)}`
      return `${start}${body})))`
    }
    case 'state': {
      const { states, file } = worldOf(workshop)
      const found = states.find(({ what }) => what === given.state)
      if (found === undefined) throw new NotTold(`the world exports no state "${given.state}"`)
      const values = given.with === undefined ? '' : literal(exactValue(given.with, sources), '  ')
      return `.given(${pen.use(file, found.name)}(${values}))`
    }
    case 'row': {
      const db = databaseOf(workshop, pen)
      const values = given.with === undefined ? [] : [fromContext(exactValue(given.with, sources))]
      const as = given.as === undefined ? '' : `.as(${text(given.as)})`
      return `.given(${db}.has(${[entity(workshop, pen, given.entity), ...values].join(', ')})${as})`
    }
  }
}

/** `/api/users/{user.id}` in parts. */
function pathParts(path: string, sources: Sources): (string | Code)[] {
  return path
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map((part) => {
      if (!part.startsWith('{')) return part
      const found = referred(part, sources)
      if (found === undefined)
        throw new NotTold(
          `"${part}" in ${path} names nothing that a given adds: write {name.property}, with a row as name`,
        )
      return found
    })
}

function whenStep(workshop: Workshop, pen: Pen, when: PlannedWhen, sources: Sources): string {
  if (when.kind === 'call') {
    const component = componentName(workshop, pen, when.component, when.method)
    const values = when.with.map((one) => exactValue(one, sources))
    const written = fromContext(values)
    const start = `.when(${component}.call(${text(when.method)}, `
    const told = written.startsWith('({') ? written : values.map((one) => literal(one, '  ', start)).join(', ')
    return `.when(${component}.call(${[text(when.method), ...(told === '' ? [] : [told])].join(', ')}))`
  }
  const operation = operationOf(workshop, { ...when, path: when.path.replace(/\{[^{}]*\}/g, '{id}') })
  const target = when.as === undefined ? asker(workshop, pen, operation) : named(workshop, pen, when.as)
  const path = pathParts(when.path, sources)
  const optional = (key: 'body' | 'query' | 'headers') => {
    const value = when[key]
    return value === undefined ? {} : { [key]: exactValue(value, sources) }
  }
  return `.when(${requestCode({ target, method: when.method, path, ...optional('body'), ...optional('query'), ...optional('headers') })})`
}

function rowStep(
  workshop: Workshop,
  pen: Pen,
  { entity: name, where, with: values = {} }: PlannedRow,
  sources: Sources,
  absent: boolean,
): string {
  const db = databaseOf(workshop, pen)
  const wanted = fromContext(exactValue(where, sources))
  if (absent) return `.expect(${db}.none(${entity(workshop, pen, name)}, ${wanted}))`
  return `.expect(${db}.row(${entity(workshop, pen, name)}, ${wanted}, ${literal(exactShape(values, pen), '  ')}))`
}

function callStep(workshop: Workshop, pen: Pen, { callee, times, with: values }: PlannedCall, never: boolean): string {
  const called = pen.use(callee.kind === 'endpoint' ? 'qa-integ/service' : 'qa-integ/component', 'called')
  const what =
    callee.kind === 'endpoint'
      ? endpoint(workshop, pen, callee.service, callee.request)
      : doubled(workshop, pen, callee.component, callee.method)
  if (never) return `.expect(${called}.never(${what}))`
  const shapes = (values ?? []).map((one) => exactShape(one, pen))
  const told: readonly Value[] =
    callee.kind === 'endpoint' && values !== undefined ? [{ body: shapes[0] ?? {} }] : shapes
  const withThese = values === undefined ? '' : `.with(${told.map((one) => literal(one, '  ')).join(', ')})`
  return `.expect(${called}(${what})${withThese}${times === undefined ? '' : `.times(${times})`})`
}

function errorStep({ project }: Workshop, pen: Pen, { type, message }: NonNullable<PlannedExpect['throws']>): string {
  const from = type === undefined ? undefined : importOf(project, type)
  if (type !== undefined && from !== undefined && isIdentifier(type)) {
    const told = [pen.use(from, type), ...(message === undefined ? [] : [text(message)])]
    return `.expectError(${pen.use('qa-integ', 'ofType')}(${told.join(', ')}))`
  }
  if (type !== undefined && !['Error', 'TypeError', 'RangeError', 'SyntaxError'].includes(type)) {
    throw new NotTold(`the project exports no error ${type}${hint(type, [...project.classes.keys()])}`)
  }
  const expect = pen.use('chai', 'expect')
  const check =
    message === undefined
      ? `${expect}(error).to.be.instanceOf(${type ?? 'Error'})`
      : `${expect}(error.message).to.equal(${text(message)})`
  return `.expectError('the error is as planned', (error) => ${check})`
}

function regularExpression(told: string): string | undefined {
  const source = /^\/(.+)\/$/s.exec(told)?.[1]
  if (source === undefined) return undefined
  try {
    const expression = new RegExp(source)
    return /^[ -~]*$/.test(expression.source) ? String(expression) : `new RegExp(${text(source)})`
  } catch {
    throw new NotTold(`${told} is no regular expression`)
  }
}

/** `delta({ users: +1 })`; nothing at all may have moved when nothing is named. */
function deltaCall(rows: { readonly [table: string]: number }): string {
  if (Object.keys(rows).length === 0) return 'unchanged()'
  const told = Object.entries(rows).map(([table, by]) => [table, by > 0 ? code(`+${by}`) : by])
  return `delta(${literal(Object.fromEntries(told))})`
}

function expectSteps(workshop: Workshop, pen: Pen, { when, expect }: Exact, sources: Sources): string[] {
  const steps: string[] = []
  const http = (word: string) => pen.use('qa-integ/http', word)
  const asked = when.kind === 'request'
  if (!asked && (expect.status !== undefined || expect.header !== undefined || expect.within !== undefined)) {
    throw new NotTold('a call has no status, header or time of a reply')
  }
  if (asked && expect.throws !== undefined)
    throw new NotTold('a request is answered and throws nothing: expect a status')
  if (expect.throws !== undefined) steps.push(errorStep(workshop, pen, expect.throws))
  if (expect.status !== undefined) steps.push(`.expect(${http('status')}(${expect.status}))`)
  for (const [name, value] of Object.entries(expect.header ?? {})) {
    steps.push(`.expect(${http('header')}(${text(name)}, ${regularExpression(value) ?? text(value)}))`)
  }
  if (expect.body !== undefined && asked)
    steps.push(`.expect(${http('json')}(${literal(exactShape(expect.body, pen), '  ')}))`)
  if (expect.body !== undefined && !asked) {
    if (expect.throws !== undefined) throw new NotTold('what throws has no result')
    const holds = typeof expect.body === 'object' && expect.body !== null ? 'containSubset' : 'equal'
    const start = `.expect('the result is as planned', (result) => ${pen.use('chai', 'expect')}(result).to.${holds}(`
    steps.push(`${start}${literal(subset(expect.body, workshop.project.style.typescript), '  ', start)}))`)
  }
  for (const row of expect.rows) steps.push(rowStep(workshop, pen, row, sources, false))
  for (const row of expect.none) steps.push(rowStep(workshop, pen, row, sources, true))
  if (expect.delta !== undefined) steps.push(`.expect(${databaseOf(workshop, pen)}.${deltaCall(expect.delta)})`)
  for (const call of expect.calls) steps.push(callStep(workshop, pen, call, false))
  for (const call of expect.neverCalled) steps.push(callStep(workshop, pen, call, true))
  if (expect.within !== undefined) steps.push(`.expect(${http('within')}(${text(expect.within.replace(/\s/g, ''))}))`)
  return steps
}

function tell(workshop: Workshop, how: Exact): Story {
  const pen = newSheet()
  const names = how.given.flatMap((given) => (given.kind === 'row' && given.as !== undefined ? [given.as] : []))
  if (names.some((name) => !isIdentifier(name))) throw new NotTold('a row is named by a word that JavaScript reserves')
  const sources: Sources = { names: new Set(names), secrets: new Map() }
  const givens = how.given.map((given) => givenStep(workshop, pen, given, sources))
  const when = whenStep(workshop, pen, how.when, sources)
  const expects = expectSteps(workshop, pen, how, sources)
  if (expects.length === 0) throw new NotTold('it expects nothing')
  return { kind: 'told', steps: [...secretGivens(sources), ...givens, when, ...expects], sheet: pen }
}

/** A scenario of a `yaml qa-integ` block, word by word. */
export function exactCase(workshop: Workshop, how: Exact): Outcome {
  const { document } = workshop.project
  const { when } = how
  if (when.kind === 'request' && document !== undefined) {
    const asked = { method: when.method, path: when.path.replace(/\{[^{}]*\}/g, '{id}') }
    if (operationOf(workshop, asked) === undefined) {
      const name = `${when.method} ${when.path}`
      const names = document.operations.map(({ method, path }) => `${method} ${path}`)
      return { kind: 'refused', why: `"${name}": no such operation in ${document.file}${hint(name, names)}` }
    }
  }
  return oneStory(() => tell(workshop, how))
}
