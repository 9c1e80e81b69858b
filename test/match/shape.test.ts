import { createContext, runInContext } from 'node:vm'
import { expect } from 'chai'
import { evaluate } from '../../src/match/evaluate.js'
import { eachLike, like } from '../../src/match/index.js'
import { settle } from '../../src/match/shape.js'

class User {
  id = 7
}

const circle: Record<string, unknown> = { a: {} }
circle.a = { back: [circle] }

const refused: [what: string, shape: unknown, sentence: string][] = [
  ['nothing', undefined, '$ is undefined: there is nothing to compare with.'],
  [
    'an undefined element',
    { a: [1, undefined] },
    '$.a[1] is undefined. Only a field may be undefined, which says that it must be absent.',
  ],
  ['a hole', { a: Array(1) }, '$.a[0] is undefined.'],
  ['NaN', { a: NaN }, '$.a is NaN: JSON has no such number.'],
  ['Infinity', [-Infinity], '$[0] is -Infinity: JSON has no such number.'],
  [
    'a function',
    { a: () => true },
    '$.a is the function a: a shape says what a value looks like; a check of your own belongs into an expect.',
  ],
  ['a symbol', { a: Symbol('s') }, '$.a is Symbol(s): nothing that travels holds a symbol.'],
  [
    'a key that is a symbol',
    { a: { [Symbol('s')]: 1 } },
    '$.a has the key Symbol(s): a symbol is no key that travels.',
  ],
  ['a Map', { a: new Map([[1, 2]]) }, '$.a is Map(1) { 1 => 2 }: write the plain object or array that it travels as.'],
  ['a Set', { 'a b': new Set() }, "$['a b'] is Set(0) {}: write the plain object or array that it travels as."],
  ['a pattern', { a: /x/ }, '$.a is /x/: write regex(/x/) for a text that matches it.'],
  [
    'an instance',
    { a: [new User()] },
    '$.a[0] is User { id: 7 }: it is an instance of a class; write { ...value } to compare its fields.',
  ],
  ['bytes', Buffer.from('a'), 'JSON has no bytes; write the text that carries them'],
  ['an invalid date', { a: new Date('x') }, '$.a is an invalid Date: it has no text.'],
  ['a circle', circle, '$.a.back[0] leads back to where it came from: a shape must end somewhere.'],
  [
    'an unknown matcher',
    { v: { 'pact:matcher:type': 'semver' } },
    '$.v has a matcher of the type "semver", which can\'t be judged here. Known are type, integer',
  ],
  ['a matcher without a value', { 'pact:matcher:type': 'type' }, 'this matcher lacks what its type needs'],
  [
    'a matcher without variants',
    { 'pact:matcher:type': 'arrayContains', variants: [] },
    'this matcher lacks what its type needs',
  ],
  [
    'a matcher without a pattern',
    { 'pact:matcher:type': 'regex', value: 'a' },
    'this matcher lacks what its type needs',
  ],
  ['a matcher without values', { 'pact:matcher:type': 'values', value: {} }, 'this matcher lacks what its type needs'],
  ['a matcher without a part', { 'pact:matcher:type': 'include' }, 'this matcher lacks what its type needs'],
]

describe('match: a shape', () => {
  for (const [what, shape, sentence] of refused) {
    it(`refuses ${what}, with its place`, () => {
      expect(() => settle(shape)).to.throw(TypeError, sentence)
      expect(() => evaluate(shape, undefined)).to.throw(TypeError, sentence)
    })
  }

  it('refuses the same inside a matcher, when that is made', () => {
    expect(() => like({ a: [new User()] })).to.throw(TypeError, 'the example.a[0] is User { id: 7 }')
    expect(() => eachLike(undefined)).to.throw(TypeError, 'the example is undefined')
  })

  it('becomes a frozen copy, dates as text', () => {
    const given = { at: new Date(0), list: [{ a: 1 }], gone: undefined }
    const settled = settle(given) as typeof given
    given.list.push({ a: 2 })
    expect(settled).to.deep.equal({ at: '1970-01-01T00:00:00.000Z', list: [{ a: 1 }], gone: undefined })
    for (const part of [settled, settled.list, settled.list[0]]) expect(part).to.satisfy(Object.isFrozen)
  })

  it('may hold one object twice, which is no circle', () => {
    const address = { city: 'Ulm' }
    expect(settle({ from: address, to: [address, address] })).to.deep.equal({ from: address, to: [address, address] })
  })

  it('takes plain objects of any origin', () => {
    const foreign: unknown = runInContext('({ a: [{ b: 1 }] })', createContext())
    expect(evaluate(foreign, { a: [{ b: 1 }] })).to.deep.equal([])
    expect(evaluate({ a: [{ b: 1 }] }, foreign, { exact: true })).to.deep.equal([])
    expect(evaluate(Object.assign(Object.create(null), { a: 1 }), { a: 1 })).to.deep.equal([])
  })

  it('takes the matchers of other makers in the same form', () => {
    const shape = {
      id: { 'pact:matcher:type': 'integer', 'pact:generator:type': 'RandomInt', value: 101 },
      tags: { min: 1, 'pact:matcher:type': 'type', value: ['x'] },
      zip: { 'pact:matcher:type': 'regex', regex: '(?i)\\d+[a-z]?', value: '1' },
      at: { 'pact:matcher:type': 'timestamp', value: '2026-01-31T14:05:09Z' },
      of: { 'pact:matcher:type': 'values', value: { a: like(1), b: like('x') } },
    }
    expect(
      evaluate(shape, { id: 7, tags: ['a', 'b'], zip: '12B', at: '2026-01-31T14:05:09+01:00', of: { b: 'y', c: 2 } }),
    ).to.deep.equal([])
    expect(
      evaluate(shape, { id: 7.5, tags: [], zip: '12BB', at: '2026', of: { b: 2 } }).map(({ path }) => path),
    ).to.deep.equal(['$.id', '$.tags', '$.zip', '$.at', '$.of.b'])
    expect(() => evaluate({ 'pact:matcher:type': 'regex', regex: '\\A(?>a)' }, 'a')).to.throw(
      TypeError,
      "can't be run by JavaScript",
    )
  })
})
