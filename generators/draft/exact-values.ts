import { isBlotted, type Json } from '../../src/plan/index.js'
import { type Code, code, isIdentifier, text, type Value } from '../code/literal.js'
import type { Pen } from '../code/sheet.js'
import { NotTold } from './story.js'

/** What the values of an exact scenario read from the context, and the secrets that they take from the environment. */
export interface Sources {
  /** Names that givens of the scenario add. */
  readonly names: ReadonlySet<string>
  /** By environment variable: the name in the context. */
  readonly secrets: Map<string, string>
}

const reference = /^\{([A-Za-z_$][\w$]*)\.([A-Za-z_$][\w$]*)\}$/

/** `{user.id}` as source text, where a given adds `user`. */
export function referred(word: string, sources: Sources): Code | undefined {
  const [, name = '', property = ''] = reference.exec(word) ?? []
  if (!sources.names.has(name) || !isIdentifier(name)) return undefined
  return code(`${name}.${property}`, name)
}

function variableOf(path: readonly string[]): string {
  const words = path
    .join('_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/\W+/g, '_')
    .toUpperCase()
  return `QA_${words || 'SECRET'}`
}

/** A value of the plan: references read the context, and a credential comes from the environment. */
export function exactValue(value: Json, sources: Sources, path: readonly string[] = []): Value {
  if (typeof value === 'string') {
    if (isBlotted(value)) {
      const variable = variableOf(path)
      const name = `secret${sources.secrets.size === 0 || sources.secrets.has(variable) ? '' : sources.secrets.size + 1}`
      const known = sources.secrets.get(variable) ?? name
      sources.secrets.set(variable, known)
      return code(known, known)
    }
    return referred(value, sources) ?? value
  }
  if (Array.isArray(value)) return value.map((one: Json) => exactValue(one, sources, path))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, exactValue(one as Json, sources, [...path, key])]),
  )
}

const matchers = new Set(['integer', 'decimal', 'string', 'boolean', 'uuid', 'datetime'])

/** A shape of the plan, in which `$integer` is any integer. */
export function exactShape(value: Json, pen: Pen): Value {
  if (typeof value === 'string') {
    const word = /^\$(\w+)$/.exec(value)?.[1] ?? ''
    if (isBlotted(value)) throw new NotTold('it expects a credential, which stands in no suite')
    return matchers.has(word) ? code(`${pen.use('qa-integ/match', word)}()`) : value
  }
  if (Array.isArray(value)) return value.map((one: Json) => exactShape(one, pen))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, exactShape(one as Json, pen)]))
}

const predicates: Readonly<Record<string, string>> = {
  integer: 'Number.isInteger',
  decimal: "(value: unknown) => typeof value === 'number'",
  string: "(value: unknown) => typeof value === 'string'",
  boolean: "(value: unknown) => typeof value === 'boolean'",
  uuid: '(value: unknown) => /^[\\da-f-]{36}$/i.test(String(value))',
  datetime: '(value: unknown) => !Number.isNaN(Date.parse(String(value)))',
}

/** A shape of the plan for chai's `containSubset`, which takes functions for what is not one value. */
export function subset(value: Json, typescript: boolean): Value {
  if (typeof value === 'string') {
    const predicate = predicates[/^\$(\w+)$/.exec(value)?.[1] ?? '']
    if (isBlotted(value)) throw new NotTold('it expects a credential, which stands in no suite')
    return predicate === undefined ? value : code(typescript ? predicate : predicate.replace(': unknown', ''))
  }
  if (Array.isArray(value)) return value.map((one: Json) => subset(one, typescript))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, subset(one as Json, typescript)]))
}

/** The givens that take credentials from the environment; without one its scenario is skipped and says so. */
export function secretGivens({ secrets }: Sources): string[] {
  return [...secrets].map(
    ([variable, name]) =>
      `.given(${text(`${variable} of the environment`)}, (_, { skip }) => ({ ${name}: process.env.${variable} ?? skip(${text(`${variable} is not set`)}) }))`,
  )
}
