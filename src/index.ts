import { mochaHost } from './mocha/registration.js'
import type { Declare } from './scenario/language.js'
import { declarer } from './scenario/language.js'
import type { ScenarioOptions } from './scenario/options.js'
import { type Suite, suiteFor } from './scenario/suite.js'

export * from './config/index.js'
export * from './handle/index.js'
export * from './scenario/index.js'

/**
 * Declares a scenario: it is registered with mocha at once, and the chain tells its steps.
 *
 * @throws Error outside mocha, or when the file has told the title before.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { expect } from 'chai'
 *
 * scenario('a sum', { category: 'component', tags: ['smoke'] })
 *   .given('two numbers', () => ({ a: 1, b: 2 }))
 *   .when('they are added', ({ a, b }) => a + b)
 *   .expect('the sum', (sum) => expect(sum).to.equal(3))
 * ```
 */
export const scenario: Declare<object> = declarer(mochaHost)

/**
 * Gives the scenarios of a file or a `describe` the same options and a background.
 *
 * @throws TypeError for options that would be ignored or misread.
 * @example
 * ```ts
 * import { suite } from 'qa-integ'
 * import { expect } from 'chai'
 *
 * const { scenario } = suite({ category: 'component', point: 'Cart -> Prices' })
 *   .given('a price list', () => ({ prices: new Map([['tea', 3]]) }))
 *
 * scenario('tea has a price')
 *   .when('it is looked up', ({ prices }) => prices.get('tea'))
 *   .expect('three', (price) => expect(price).to.equal(3))
 * ```
 */
export const suite: (options?: ScenarioOptions) => Suite<object> = suiteFor(mochaHost)
