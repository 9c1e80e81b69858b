import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Json } from './model.js'
import { hint } from './nearest.js'
import { planSchema } from './plan-schema.js'

/** What is wrong with a block, and where in it. */
export interface SchemaProblem {
  readonly path: readonly (string | number)[]
  /** The key at the path that is wrong, where not its value is. */
  readonly key?: string
  readonly message: string
}

/** Compiled when a block is first read: a run without a plan need not pay for it. */
let validate: ValidateFunction | undefined

function validator(): ValidateFunction {
  validate ??= new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true }).compile(planSchema)
  return validate
}

function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

/** `scenarios[1].expect`. */
function nameOf(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'the block'
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')
}

function shown(data: unknown): string {
  const text = JSON.stringify(data) ?? String(data)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

const patterns: readonly (readonly [RegExp, string])[] = [
  [/GET\|POST/, '"METHOD /path", such as POST /api/users'],
  [/ms\|s\|m/, 'a duration, such as 200ms'],
  [/\\\.\[A-Za-z_\$\]\[\\w\$\]\*\$$/, '"Class.method"'],
  [/https\?/, 'an address, such as https://api.example.com'],
  [/\^\//, 'a path that starts with /'],
  [/\[-_\.\]/, 'a case id, such as IT-014'],
]

function sentence(error: ErrorObject, name: string): string {
  const params: Record<string, unknown> = error.params
  switch (error.keyword) {
    case 'required':
      return `${name} has no "${params.missingProperty}"`
    case 'additionalProperties': {
      const key = String(params.additionalProperty)
      const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {})
      return `${name} knows no "${key}"; it has ${known.join(', ')}${hint(key, known)}`
    }
    case 'enum': {
      const known = (params.allowedValues as readonly Json[]).map(String)
      return `${name} is ${shown(error.data)}, not one of ${known.join(', ')}${hint(String(error.data), known)}`
    }
    case 'const':
      return `${name} is ${shown(error.data)}; this version of qa-integ reads ${shown(params.allowedValue)}`
    case 'type':
      return `${name} is ${shown(error.data)}, where ${[params.type].flat().join(' or ')} is expected`
    case 'pattern': {
      const wanted = patterns.find(([pattern]) => pattern.test(String(params.pattern)))?.[1] ?? 'a name'
      return `${name} is ${shown(error.data)}, which is not ${wanted}`
    }
    case 'minimum':
    case 'maximum':
      return `${name} is ${shown(error.data)}, which is out of range (${error.message})`
    case 'minProperties':
    case 'minItems':
    case 'minLength':
      return `${name} is empty`
    default:
      return `${name} ${error.message ?? 'is not as it should be'}`
  }
}

/** Everything in which a block's value departs from the schema. */
export function schemaProblems(value: unknown): readonly SchemaProblem[] {
  const valid = validator()
  if (valid(value)) return []
  return (valid.errors ?? [])
    .filter((error) => error.keyword !== 'if')
    .map((error) => {
      const path = pathOf(error.instancePath)
      const key = error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : undefined
      return { path, ...(key === undefined ? {} : { key }), message: sentence(error, nameOf(path)) }
    })
}
