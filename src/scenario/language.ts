import { Builder, Draft, type Scenario } from './builder.js'
import { checkOptions, combined, type ScenarioOptions } from './options.js'
import type { Plan } from './plan.js'
import { capture, describePlace, placeOf, type Site, toldHere } from './site.js'
import type { Background } from './suite.js'
import type { Merge } from './types.js'

/** Declares one scenario, or one for each row. */
export interface DeclareOne<C> {
  /**
   * Registers it at once; its options win over those of its suite, and tags add up.
   *
   * @throws TypeError for an empty title, or options that would be ignored or misread.
   */
  (title: string, options?: ScenarioOptions): Scenario<C>
  /**
   * One scenario for each row; `$name` in the title stands for the row's value.
   *
   * @throws Error when there are no rows, or two of them make the same title.
   * @example
   * ```ts
   * import { scenario } from 'qa-integ'
   * import { expect } from 'chai'
   *
   * const parcels = [
   *   { weight: 1, price: 4 },
   *   { weight: 5, price: 9 },
   * ]
   *
   * scenario
   *   .each(parcels)('a parcel of $weight kg costs $price')
   *   .when('it is weighed', ({ weight }) => (weight > 2 ? 9 : 4))
   *   .expect('its price', (cost, { price }) => expect(cost).to.equal(price))
   *
   * scenario.todo('a parcel of 40 kg is refused')
   * ```
   */
  each<Row extends object>(rows: Iterable<Row>): (title: string, options?: ScenarioOptions) => Scenario<Merge<C, Row>>
}

/** Declares scenarios. */
export interface Declare<C> extends DeclareOne<C> {
  /** Runs this one and no other that is not `only`. */
  readonly only: DeclareOne<C>
  /** Leaves it out, visibly. */
  readonly skip: DeclareOne<C>
  /** Something planned that is not told yet. */
  todo(title: string, options?: ScenarioOptions): void
}

/** How a declaration is meant. */
export type Mode = 'run' | 'only' | 'skip' | 'todo'

/** A declared scenario, as the test runner that hosts the language gets it. */
export interface Declared {
  /** With the values of its row. */
  readonly title: string
  readonly options: ScenarioOptions
  readonly mode: Mode
  readonly site: Site
  readonly row: object
  readonly background: Background | undefined
  /** Ends the telling and hands over what was told. */
  begin(): Plan
}

/** The test runner under the language. */
export interface Host {
  register(scenario: Declared): void
}

type Row = Record<string, unknown>

/** The words `scenario`, `.each`, `.only`, `.skip` and `.todo` for a host, with what a suite shares. */
export function declarer<C>(host: Host, shared: ScenarioOptions = {}, background?: () => Background): Declare<C> {
  const declare = (mode: Mode, rows: readonly Row[], title: string, own: ScenarioOptions, site: Site): Builder => {
    const who = (): string => `scenario ${JSON.stringify(title)} (${describePlace(placeOf(site))})`
    if (typeof title !== 'string' || title.trim() === '') throw new TypeError(`${who()} needs a title`)
    const options = combined(shared, checkOptions(own, who))
    const draft = new Draft(title, site)
    const builder = new Builder(draft)
    const begin = (): Plan => draft.begin()
    const behind = background?.()
    const seen = new Map<string, number>()
    for (const [i, row] of rows.entries()) {
      const told = interpolate(title, row)
      const before = seen.get(told)
      if (before !== undefined)
        throw new Error(
          `${who()}: rows ${before + 1} and ${i + 1} have the same title "${told}"; name what differs in it, as in "$name"`,
        )
      seen.set(told, i)
      host.register({ title: told, options, mode, site, row, background: behind, begin })
    }
    return builder
  }
  const one = (mode: Mode): DeclareOne<C> => {
    const single = (title: string, options: ScenarioOptions = {}) => declare(mode, [{}], title, options, toldHere())
    const each = (rows: Iterable<object>) => {
      const listed = listRows(rows, each)
      const many = (title: string, options: ScenarioOptions = {}) => declare(mode, listed, title, options, toldHere())
      return many
    }
    return Object.assign(single, { each }) as unknown as DeclareOne<C>
  }
  const todo = (title: string, options: ScenarioOptions = {}): void =>
    void declare('todo', [{}], title, options, toldHere())
  return Object.freeze(Object.assign(one('run'), { only: one('only'), skip: one('skip'), todo }))
}

function listRows(rows: Iterable<object>, below: (...args: never[]) => unknown): readonly Row[] {
  const at = () => describePlace(placeOf(capture(below)))
  if (typeof rows !== 'object' || rows === null || !(Symbol.iterator in rows))
    throw new TypeError(`scenario.each(...) at ${at()} needs rows: a list of objects such as [{ name: 'Ann' }]`)
  const listed = [...rows] as Row[]
  if (listed.length === 0)
    throw new Error(
      `scenario.each([]) at ${at()} has no rows, so it would test nothing; give it one or use scenario.todo`,
    )
  for (const row of listed)
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw new TypeError(
        `scenario.each(...) at ${at()}: every row is an object of named values such as { name: 'Ann' }`,
      )
  return listed
}

function interpolate(title: string, row: object): string {
  return title.replace(/\$([A-Za-z_][\w]*(?:\.\w+)*)/g, (whole, path: string) => {
    let value: unknown = row
    for (const key of path.split('.'))
      value = typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Row)[key] : undefined
    if (value === undefined) return whole
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  })
}
