import { InvalidInput, type Problem } from '../errors.js'

interface TextRule {
  readonly min?: number
  readonly max: number
  /** What else the text must be, and how a refusal calls it. */
  readonly be?: { readonly test: (text: string) => boolean; readonly what: string }
}

interface IntegerRule {
  readonly min: number
  readonly max: number
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads the fields of a JSON object and collects what is wrong with them; what was read counts only after `done()`. */
export class Fields {
  readonly #values: Record<string, unknown>
  readonly #path: string
  readonly #problems: Problem[]

  private constructor(values: Record<string, unknown>, path: string, problems: Problem[]) {
    this.#values = values
    this.#path = path
    this.#problems = problems
  }

  static of(body: unknown): Fields {
    if (!isObject(body)) throw new InvalidInput('The body must be a JSON object')
    return new Fields(body, '', [])
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined
  }

  text(name: string, { min = 1, max, be }: TextRule): string {
    const value = this.#values[name]
    const length = typeof value === 'string' ? value.trim().length : -1
    if (typeof value !== 'string') this.problem(name, 'must be a text')
    else if (length < min || value.length > max) this.problem(name, `must have ${min} to ${max} characters`)
    else if (be && !be.test(value)) this.problem(name, `must be ${be.what}`)
    else return value.trim()
    return ''
  }

  integer(name: string, { min, max }: IntegerRule): number {
    const value = this.#values[name]
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
    this.problem(name, `must be a whole number from ${min} to ${max}`)
    return min
  }

  oneOf<const T extends string>(name: string, allowed: readonly [T, ...T[]]): T {
    const value = allowed.find((word) => word === this.#values[name])
    if (value === undefined) this.problem(name, `must be one of ${allowed.join(', ')}`)
    return value ?? allowed[0]
  }

  object(name: string): Fields {
    const value = this.#values[name]
    if (!isObject(value)) this.problem(name, 'must be an object')
    // What is missing inside a missing object goes without saying.
    const problems = isObject(value) ? this.#problems : []
    return new Fields(isObject(value) ? value : {}, `${this.#path}${name}.`, problems)
  }

  list<T>(name: string, { max }: { max: number }, read: (item: Fields) => T): T[] {
    const value = this.#values[name]
    if (!Array.isArray(value) || value.length < 1 || value.length > max) {
      this.problem(name, `must be a list of 1 to ${max} entries`)
      return []
    }
    return value.flatMap((entry: unknown, index) => {
      const at = `${name}[${index}]`
      if (isObject(entry)) return [read(new Fields(entry, `${this.#path}${at}.`, this.#problems))]
      this.problem(at, 'must be an object')
      return []
    })
  }

  problem(name: string, message: string): void {
    this.#problems.push({ field: `${this.#path}${name}`, message })
  }

  done(): void {
    if (this.#problems.length > 0) throw new InvalidInput('The request is not valid', this.#problems)
  }
}
