import { expect } from 'chai'
import fc from 'fast-check'
import { evaluate } from '../../src/match/evaluate.js'
import { example } from '../../src/match/example.js'
import {
  arrayContaining,
  boolean,
  date,
  datetime,
  decimal,
  eachLike,
  eachValueLike,
  equal,
  includes,
  integer,
  like,
  nullValue,
  number,
  regex,
  string,
  time,
  uuid,
} from '../../src/match/index.js'
import { toPact } from '../../src/match/pact-form.js'

/** Any shape: matchers and values, nested. */
const { shape: anyShape } = fc.letrec<{ shape: unknown }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(
        integer(),
        decimal(),
        number(),
        string(),
        boolean(),
        uuid(),
        date(),
        time(),
        datetime(),
        nullValue(),
      ),
      fc.integer().map(integer),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(number),
      fc.string().map(string),
      fc.string({ minLength: 1 }).map(includes),
      fc
        .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
        .map((at) => datetime("yyyy-MM-dd'T'HH:mm:ss.SSSX", at.toISOString())),
      fc.jsonValue({ maxDepth: 2 }).map((value) => equal(value)),
      fc.jsonValue({ maxDepth: 1 }),
      fc.date({ noInvalidDate: true }),
      fc.constant(regex(/^\d+ (a|b)$/i, '7 B')),
    ),
    fc.array(tie('shape'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('shape'), { maxKeys: 4 }),
    tie('shape').map(like),
    fc.tuple(tie('shape'), fc.nat(3)).map(([of, min]) => eachLike(of, { min })),
    fc.tuple(tie('shape'), fc.string()).map(([of, key]) => eachValueLike(of, key)),
    fc.array(tie('shape'), { minLength: 1, maxLength: 3 }).map((of) => arrayContaining(...of)),
  ),
}))

describe('match: the example', () => {
  it('is the plain value that a shape stands for', () => {
    const shape = {
      id: integer(7),
      name: like('Ann'),
      at: new Date(0),
      gone: undefined,
      tags: eachLike('a', { min: 2 }),
      rates: eachValueLike({ rate: 1.5 }, 'EUR'),
      roles: arrayContaining('admin', string('x')),
      deep: like([{ u: uuid() }]),
    }
    const plain = example(shape)
    expect(plain).to.deep.equal({
      id: 7,
      name: 'Ann',
      at: '1970-01-01T00:00:00.000Z',
      tags: ['a', 'a'],
      rates: { EUR: { rate: 1.5 } },
      roles: ['admin', 'x'],
      deep: [{ u: 'e2490de5-5bd3-43d5-b7c4-526e33f71304' }],
    })
    expect(plain.id.toFixed(1)).to.equal('7.0')
    expect(plain).not.to.have.property('gone')
  })

  it('can be changed without changing the shape', () => {
    const shape = like({ tags: ['a'] })
    example(shape).tags.push('b')
    expect(example(shape)).to.deep.equal({ tags: ['a'] })
  })

  it('of a pattern must be given', () => {
    expect(() => example({ a: [regex(/^ord_/)] })).to.throw(
      TypeError,
      "regex(/^ord_/) has no example, and one is needed here. Add a text that matches it: regex(/^ord_/, 'such a text').",
    )
    expect(() => example({ 'pact:matcher:type': 'date' })).to.throw(
      TypeError,
      'A matcher of the type "date" has no value',
    )
  })

  it('matches its shape, exactly', () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        expect(evaluate(shape, example(shape), { exact: true })).to.deep.equal([])
        expect(evaluate(shape, JSON.parse(JSON.stringify(example(shape))), { exact: true })).to.deep.equal([])
      }),
      { numRuns: 300 },
    )
  })

  it('no longer matches where one of its leaves is of another type, and that place is named', () => {
    fc.assert(
      fc.property(fixedShape, fc.nat(), ([shape, leaves], pick) => {
        if (leaves.length === 0) return
        const leaf = leaves[pick % leaves.length] as Leaf
        const wrong = change(example(shape), leaf.keys)
        expect(evaluate(shape, wrong).map(({ path }) => path)).to.deep.equal([leaf.path])
        expect(evaluate(like(shape), wrong).map(({ path }) => path)).to.deep.equal([leaf.path])
      }),
      { numRuns: 300 },
    )
  })

  it('is what Pact is told', () => {
    const strip = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(strip)
      if (typeof value !== 'object' || value === null) return value
      if (Object.hasOwn(value, 'pact:matcher:type'))
        return strip(Reflect.get(value, 'value') ?? Reflect.get(value, 'variants') ?? null)
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, strip(one)]))
    }
    fc.assert(
      fc.property(fixedShape, ([shape]) => {
        expect(strip(toPact({ shape }))).to.deep.equal({ shape: JSON.parse(JSON.stringify(example(shape))) })
      }),
    )
  })
})

interface Leaf {
  readonly keys: readonly (string | number)[]
  readonly path: string
}

/** A shape whose leaves can be told apart by type, and where they are. */
const { fixed: fixedShape } = fc.letrec<{ fixed: [unknown, Leaf[]] }>((tie) => ({
  fixed: fc.oneof(
    { maxDepth: 4 },
    fc
      .constantFrom<unknown[]>(
        integer(),
        decimal(),
        uuid(),
        string(),
        'text',
        7,
        datetime(),
        regex(/^a/, 'ab'),
        equal('x'),
      )
      .map((leaf): [unknown, Leaf[]] => [leaf, [{ keys: [], path: '$' }]]),
    fc
      .dictionary(fc.stringMatching(/^[a-z][a-zA-Z]{0,5}$/), tie('fixed'), { maxKeys: 3 })
      .map((fields): [unknown, Leaf[]] => [
        Object.fromEntries(Object.entries(fields).map(([key, [shape]]) => [key, shape])),
        Object.entries(fields).flatMap(([key, [, leaves]]) => leaves.map((leaf) => below(leaf, key, `.${key}`))),
      ]),
    fc
      .array(tie('fixed'), { maxLength: 3 })
      .map((elements): [unknown, Leaf[]] => [
        elements.map(([shape]) => shape),
        elements.flatMap(([, leaves], i) => leaves.map((leaf) => below(leaf, i, `[${i}]`))),
      ]),
    tie('fixed').map(([shape, leaves]): [unknown, Leaf[]] => [
      eachLike(shape),
      leaves.map((leaf) => below(leaf, 0, '[0]')),
    ]),
    tie('fixed').map(([shape, leaves]): [unknown, Leaf[]] => [
      like({ inner: shape }),
      leaves.map((leaf) => below(leaf, 'inner', '.inner')),
    ]),
  ),
}))

function below(leaf: Leaf, key: string | number, step: string): Leaf {
  return { keys: [key, ...leaf.keys], path: `$${step}${leaf.path.slice(1)}` }
}

/** The value with true, which no leaf expects, at one place. */
function change(value: unknown, [key, ...rest]: readonly (string | number)[]): unknown {
  if (key === undefined) return true
  if (Array.isArray(value)) return value.map((one, i) => (i === key ? change(one, rest) : one))
  return { ...(value as object), [key]: change(Reflect.get(value as object, key), rest) }
}
