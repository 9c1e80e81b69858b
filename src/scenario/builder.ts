import type { Plan, PlanStep } from './plan.js'
import { settle } from './running.js'
import { describePlace, placeOf, type Site, toldHere } from './site.js'
import type { Expectation, Given, Tools, When } from './step.js'
import type { Added, Awaitable, Checked, Fresh, Merge } from './types.js'

/** A scenario being told: its context so far is `C`. */
export interface Scenario<C> {
  /** Something that is true before the action; what it returns, a plain object, is added to the context. */
  given<A extends Added>(
    title: string,
    setUp: (context: C, tools: Tools) => Awaitable<A>,
  ): Fresh<C, A, Scenario<Merge<C, A>>>
  given<A extends Added>(step: Given<C, A>): Fresh<C, A, Scenario<Merge<C, A>>>
  /** The action under test. */
  when<R>(title: string, act: (context: C, tools: Tools) => Awaitable<R>): Acted<C, R>
  when<R>(step: When<C, R>): Acted<C, R>
}

/** A scenario whose action has been told: its result is `R`. */
export interface Acted<C, R> {
  /** Puts the result into the context of what follows. */
  as<K extends string>(name: K): Fresh<C, { [P in K]: R }, Acted<Merge<C, { [P in K]: R }>, R>>
  /** Something that holds after the action. Every expect of a when is checked, also after one has failed. */
  expect(title: string, check: (result: R, context: C, tools: Tools) => Awaitable<Checked>): Told<C, R>
  expect(step: Expectation<R, C>): Told<C, R>
  /** The action must fail, and its error must be this. */
  expectError(title: string, check: (error: Error, context: C, tools: Tools) => Awaitable<Checked>): Told<C, Error>
  expectError(step: Expectation<Error, C>): Told<C, Error>
}

/** A complete scenario, which may go on to further checks or a further action. */
export interface Told<C, R> {
  /** Something else that holds after the action. */
  expect(title: string, check: (result: R, context: C, tools: Tools) => Awaitable<Checked>): Told<C, R>
  expect(step: Expectation<R, C>): Told<C, R>
  /** A further action; it does not run when an expect before it has failed. */
  when<R2>(title: string, act: (context: C, tools: Tools) => Awaitable<R2>): Acted<C, R2>
  when<R2>(step: When<C, R2>): Acted<C, R2>
}

/** What a chain has told so far; the registered test reads it when it runs. */
export class Draft {
  /** Only the head of the chain adds to it. */
  readonly steps: PlanStep[] = []
  head: Builder | undefined
  readonly title: string
  readonly site: Site

  constructor(title: string, site: Site) {
    this.title = title
    this.site = site
  }

  /** Ends the telling: what is told later would be ignored. */
  begin(): Plan {
    return Object.freeze(this.steps)
  }
}

type Word = 'given' | 'when' | 'expect' | 'expectError'
const MEMBER = Object.freeze({ given: 'setUp', when: 'act', expect: 'check', expectError: 'check' })
const MAKER = Object.freeze({ setUp: 'given', act: 'when', check: 'expectation' })

/** Carries the chain; the interfaces above carry its types. */
export class Builder {
  readonly #draft: Draft

  constructor(draft: Draft) {
    this.#draft = draft
    draft.head = this
  }

  given(...told: unknown[]): Builder {
    return this.#tell('given', told, toldHere())
  }

  when(...told: unknown[]): Builder {
    return this.#tell('when', told, toldHere())
  }

  expect(...told: unknown[]): Builder {
    return this.#tell('expect', told, toldHere())
  }

  expectError(...told: unknown[]): Builder {
    return this.#tell('expectError', told, toldHere())
  }

  as(name: string): Builder {
    this.#mustBeHead('as')
    const { steps } = this.#draft
    const last = steps.at(-1)
    if (last?.keyword !== 'when' || last.as !== undefined)
      throw new Error(`${this.#who()}: .as("${name}") names the result of a when; write it directly after one, once`)
    if (typeof name !== 'string' || name === '') throw new TypeError(`${this.#who()}: .as(...) needs a name`)
    steps[steps.length - 1] = Object.freeze({ ...last, as: name })
    return new Builder(this.#draft)
  }

  #tell(word: Word, told: unknown[], site: Site): Builder {
    this.#mustBeHead(word)
    this.#mustFollow(word)
    this.#draft.steps.push(planStep(word, told, site, () => this.#who()))
    return new Builder(this.#draft)
  }

  #mustBeHead(word: string): void {
    if (Object.isFrozen(this.#draft.steps))
      throw new Error(
        `${this.#who()}: .${word}(...) was told after the scenario had begun; tell all steps while the file loads`,
      )
    if (this.#draft.head !== this)
      throw new Error(
        `${this.#who()} was already continued from this point; one chain is one scenario. ` +
          'To share steps between scenarios, keep them as values: given(title, setUp)',
      )
  }

  #mustFollow(word: Word): void {
    const before = this.#draft.steps.at(-1)
    const last = before?.keyword
    if (word === 'given' && last !== undefined && last !== 'given')
      throw new Error(`${this.#who()}: a given comes before the first when`)
    if ((word === 'expect' || word === 'expectError') && last !== 'when' && last !== 'expect')
      throw new Error(`${this.#who()}: an expect needs a when before it`)
    if (word === 'expectError' && last === 'expect' && before?.expectsError !== true)
      throw new Error(
        `${this.#who()}: expectError must be the first expect of its when, for a when either fails or succeeds`,
      )
  }

  #who(): string {
    return `scenario "${this.#draft.title}" (${describePlace(placeOf(this.#draft.site))})`
  }
}

/** A told step from a title and a function, or from a step value. */
export function planStep(word: Word, told: unknown[], site: Site, who: () => string): PlanStep {
  const member = MEMBER[word]
  const value = (typeof told[0] === 'string' ? { title: told[0], [member]: told[1] } : told[0]) as Record<
    string,
    unknown
  >
  if (typeof value?.[member] !== 'function') throw new TypeError(`${who()}: .${word}(...) ${misread(told)}`)
  settle(value)
  return Object.freeze({
    keyword: word === 'expectError' ? 'expect' : word,
    title: value.title as string,
    body: typeof told[0] === 'string' ? (told[1] as PlanStep['body']) : (value[member] as PlanStep['body']).bind(value),
    ...(typeof value.arm === 'function' ? { arm: (value.arm as PlanStep['body']).bind(value) } : {}),
    expectsError: word === 'expectError',
    ownTime: value.ownTime === true,
    parts: (value.uses as PlanStep['parts'] | undefined) ?? [],
    site,
  })
}

function misread(told: unknown[]): string {
  const [first, second] = told
  if (typeof first === 'string' && second === undefined) return `"${first}" has no function; a title alone says nothing`
  if (typeof first === 'string') return `"${first}" needs a function, not ${typeof second}`
  for (const [member, maker] of Object.entries(MAKER))
    if (typeof (first as Record<string, unknown> | null | undefined)?.[member] === 'function')
      return `was handed a step made by ${maker}(...)`
  return `needs a title and a function, or a step value; it was handed ${first === null ? 'null' : typeof first}`
}
