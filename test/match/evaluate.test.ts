import { expect } from 'chai'
import fc from 'fast-check'
import { evaluate } from '../../src/match/evaluate.js'
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
  uuid,
} from '../../src/match/index.js'

/** The messages of all mismatches. */
const told = (shape: unknown, actual: unknown, options?: { exact: boolean }) =>
  evaluate(shape, actual, options).map(({ message }) => message)
const paths = (shape: unknown, actual: unknown, options?: { exact: boolean }) =>
  evaluate(shape, actual, options).map(({ path }) => path)

describe('match: evaluate', () => {
  it('wants the named keys and leaves others free', () => {
    expect(told({ id: 7, name: 'Ann' }, { id: 7, name: 'Ann', role: 'user' })).to.deep.equal([])
    expect(told({ id: 7, name: 'Ann' }, { id: 8, role: 'user' })).to.deep.equal([
      '$.id: expected 7, got 8',
      "$.name: expected 'Ann', got nothing",
    ])
  })

  it('allows no key more when it is exact, at every depth', () => {
    const shape = { a: 1, b: { c: like({ d: 1 }) }, e: eachLike({ f: 1 }) }
    const actual = { a: 1, b: { c: { d: 2, x: 1 }, y: 1 }, e: [{ f: 2 }, { f: 3, z: 1 }], w: 1 }
    expect(paths(shape, actual)).to.deep.equal([])
    expect(paths(shape, actual, { exact: true })).to.deep.equal(['$.b.c.x', '$.b.y', '$.e[1].z', '$.w'])
    expect(told({}, { a: 1 }, { exact: true })).to.deep.equal(['$.a: expected nothing, got 1'])
  })

  it('compares arrays whole', () => {
    expect(told([1, { a: 2 }], [1, { a: 2, b: 3 }])).to.deep.equal([])
    expect(told([1, 2, 3], [1, 5])).to.deep.equal(['$: expected 3 elements, got 2 elements', '$[1]: expected 2, got 5'])
    expect(told([], [1])).to.deep.equal(['$: expected 0 elements, got 1 element'])
    expect(told([1], { 0: 1, length: 1 })).to.deep.equal(["$: expected [1], got { '0': 1, length: 1 }"])
    expect(told({ a: 1 }, [1])).to.deep.equal(['$: expected { a: 1 }, got [ 1 ]'])
  })

  it('writes paths as JSONPath does', () => {
    const actual = { 'first name': 1, "it's": [{ 'a.b': 1 }], $id: 1 }
    expect(paths({ 'first name': 0, "it's": [{ 'a.b': 0 }], $id: 0 }, actual)).to.deep.equal([
      "$['first name']",
      "$['it\\'s'][0]['a.b']",
      '$.$id',
    ])
  })

  it('lets like loosen every value below to its type', () => {
    const shape = like({ n: 7, s: 'x', b: true, z: null, list: [1], deep: { s: 'x' } })
    expect(told(shape, { n: 1.5, s: '', b: false, z: null, list: [], deep: { s: 'y', free: 1 } })).to.deep.equal([])
    expect(told(shape, { n: '7', s: 7, b: 'true', z: 0, list: ['1', 2], deep: [] })).to.deep.equal([
      "$.n: expected a number like 7, got '7' (a string, not a number)",
      "$.s: expected a string like 'x', got 7",
      "$.b: expected a boolean like true, got 'true' (a string, not a boolean)",
      '$.z: expected null, got 0',
      "$.list[0]: expected a number like 1, got '1' (a string, not a number)",
      "$.deep: expected { s: a string like 'x' }, got []",
    ])
    expect(told(like({ a: 1 }), {})).to.deep.equal(['$.a: expected a number like 1, got nothing'])
  })

  it('lets a matcher inside like hold for its own place', () => {
    const shape = like({ id: integer(), role: equal('admin'), tag: regex(/^a/), none: nullValue(), name: 'Ann' })
    expect(told(shape, { id: 1, role: 'admin', tag: 'ab', none: null, name: '' })).to.deep.equal([])
    expect(paths(shape, { id: 1.5, role: 'user', tag: 'b', none: 1, name: 1 })).to.deep.equal([
      '$.id',
      '$.role',
      '$.tag',
      '$.none',
      '$.name',
    ])
  })

  it('compares each element of eachLike and their number', () => {
    expect(told(eachLike({ id: integer() }), [{ id: 1 }, { id: 2, x: 1 }])).to.deep.equal([])
    expect(told(eachLike(1), [])).to.deep.equal(['$: expected at least 1 element, got 0 elements'])
    expect(told(eachLike(1, { min: 0 }), [])).to.deep.equal([])
    expect(told(eachLike(1, { min: 2, max: 3 }), [1, 2, 3, 'x'])).to.deep.equal([
      '$: expected 2 to 3 elements, got 4 elements',
      "$[3]: expected a number like 1, got 'x'",
    ])
    expect(told(eachLike(1, { min: 2, max: 2 }), [1])).to.deep.equal(['$: expected 2 elements, got 1 element'])
    expect(told(eachLike(1), 'x')).to.deep.equal([
      "$: expected an array of at least 1 element, each like a number like 1, got 'x'",
    ])
  })

  it('takes the limits of an eachLike for its own array only', () => {
    expect(told(eachLike([1], { min: 2 }), [[], []])).to.deep.equal([])
  })

  it('compares the values of eachValueLike, whatever their keys', () => {
    const rates = eachValueLike({ rate: decimal() }, 'USD')
    expect(told(rates, {})).to.deep.equal([])
    expect(told(rates, { EUR: { rate: 1.5, at: 1 }, GBP: { rate: 0.5 } })).to.deep.equal([])
    expect(paths(rates, { EUR: { rate: '1.5' }, 'a b': { rate: 2 } })).to.deep.equal(['$.EUR.rate', "$['a b'].rate"])
    expect(paths(rates, { EUR: { rate: 1.5, at: 1 } }, { exact: true })).to.deep.equal(['$.EUR.at'])
    expect(paths(rates, [])).to.deep.equal(['$'])
  })

  it('finds each of arrayContaining, in any order', () => {
    const roles = arrayContaining('admin', { id: integer() })
    expect(told(roles, [{ id: 7, x: 1 }, 'user', 'admin'])).to.deep.equal([])
    expect(told(roles, [{ id: 'x' }, 'admin'])).to.deep.equal([
      "$: expected an array with { id: an integer }, got [ { id: 'x' }, 'admin' ] (nearest: $[0].id: expected an integer, got 'x')",
    ])
    expect(told(arrayContaining(1), [])).to.deep.equal(['$: expected an array with 1, got []'])
    expect(paths(arrayContaining(1), { 0: 1 })).to.deep.equal(['$'])
    expect(paths(roles, [{ id: 7, x: 1 }, 'admin'], { exact: true })).to.deep.equal(['$'])
    expect(paths(like({ roles: arrayContaining('admin') }), { roles: ['user'] })).to.deep.equal(['$.roles'])
  })

  it('compares equal wholly, whatever is around it', () => {
    expect(told(like({ a: equal({ b: [1] }) }), { a: { b: [1] } })).to.deep.equal([])
    expect(paths(like({ a: equal({ b: [1] }) }), { a: { b: [2], c: 1 } })).to.deep.equal(['$.a.b[0]', '$.a.c'])
  })

  it('judges single values', () => {
    const right: [unknown, ...unknown[]][] = [
      [integer(), 0, -1, -0, 2 ** 53, 7n],
      [decimal(), 0.5, -1.25, 1e21, 5e-324],
      [number(), 0, 1.5, -3, 7n],
      [string(), '', 'x'],
      [boolean(), true, false],
      [nullValue(), null],
      [uuid(), 'E2490DE5-5bd3-43d5-b7c4-526e33f71304'],
      [regex(/b/i), 'aBc'],
      [includes('ell'), 'hello'],
      [date(), '2024-02-29'],
      [datetime(), '2026-01-31T14:05:09Z', '2026-01-31T14:05:60.123456+05:30'],
    ]
    for (const [shape, ...values] of right) for (const value of values) expect(told(shape, value)).to.deep.equal([])
    const wrong: [unknown, ...unknown[]][] = [
      [integer(), 1.5, '1', null, NaN, Infinity, 1e21, undefined, true, [1], {}],
      [decimal(), 5, 5n, '1.5', NaN, null],
      [number(), NaN, -Infinity, '1', null, new Number(1)],
      [string(), 1, null, ['x'], undefined, new String('x')],
      [boolean(), 0, 'true', null],
      [nullValue(), undefined, 0, '', false],
      [uuid(), 'e2490de5-5bd3-43d5-b7c4-526e33f7130', 'xe2490de5-5bd3-43d5-b7c4-526e33f71304', null],
      [regex(/\d/), 'a', 1, null, undefined],
      [includes('1'), 'a', 1, ['1']],
      [date('yyyyMMdd'), 20260131],
      [date(), '2026-02-29', '2026-1-1', '2026-01-01T00:00:00Z', 20260101],
      [datetime(), '2026-01-31', '2026-01-31T14:05:09', '2026-02-30T14:05:09Z', '2026-01-31T24:00:00Z', 0],
    ]
    for (const [shape, ...values] of wrong)
      for (const value of values) expect(paths(shape, value), String(value)).to.deep.equal(['$'])
  })

  it('takes undefined in a shape for "must be absent"', () => {
    expect(told({ password: undefined }, { id: 1 })).to.deep.equal([])
    expect(told({ password: undefined }, { password: undefined })).to.deep.equal([])
    expect(told({ password: undefined }, { password: null })).to.deep.equal(['$.password: expected nothing, got null'])
    expect(told(like({ password: undefined }), { password: 'x' })).to.deep.equal([
      "$.password: expected nothing, got 'x'",
    ])
    expect(told({ a: 1 }, { a: 1, b: undefined }, { exact: true })).to.deep.equal([])
  })

  it('tells zero from nothing, null and absent apart, and no zero from another', () => {
    expect(told({ n: 0 }, { n: -0 })).to.deep.equal([])
    expect(told({ n: -0 }, { n: 0 }, { exact: true })).to.deep.equal([])
    expect(told({ n: null }, {})).to.deep.equal(['$.n: expected null, got nothing'])
    expect(told({ n: 0 }, { n: false })).to.deep.equal(['$.n: expected 0, got false'])
  })

  it('takes a Date for its ISO text, on both sides', () => {
    const at = new Date('2026-01-31T14:05:09.123Z')
    expect(told({ at }, { at: new Date(at) })).to.deep.equal([])
    expect(told({ at }, { at: at.toISOString() })).to.deep.equal([])
    expect(told({ at: at.toISOString() }, { at })).to.deep.equal([])
    expect(told({ a: datetime(), b: like(at), c: like('x') }, { a: at, b: at, c: at })).to.deep.equal([])
    expect(told({ at }, { at: '2026-01-31T15:05:09.123+01:00' })).to.deep.equal([
      "$.at: expected '2026-01-31T14:05:09.123Z', got '2026-01-31T15:05:09.123+01:00' (the same moment, written otherwise)",
    ])
    expect(told({ n: '1' }, { n: '01' })).to.deep.equal(["$.n: expected '1', got '01'"])
    expect(told({ at: string() }, { at: new Date('x') })).to.deep.equal([
      "$.at: expected a string like 'some string', got an invalid Date",
    ])
  })

  it('compares bigints of rows, and says when only the type differs', () => {
    expect(told({ n: 7n }, { n: 7n })).to.deep.equal([])
    expect(told({ n: 7 }, { n: 7n })).to.deep.equal(['$.n: expected 7, got 7n (a bigint, not a number)'])
    expect(told({ n: 7n }, { n: '7' })).to.deep.equal(["$.n: expected 7n, got '7' (a string, not a bigint)"])
  })

  it('reads the fields and accessors of an instance, and nothing that every object has', () => {
    class Entity {
      id = 7
      get name() {
        return 'Ann'
      }
    }
    expect(told({ id: integer(), name: 'Ann' }, new Entity())).to.deep.equal([])
    expect(told({ id: 7 }, new Entity(), { exact: true })).to.deep.equal([])
    expect(told({ toString: undefined, constructor: undefined }, {})).to.deep.equal([])
    expect(told({ hasOwnProperty: like('x') }, {})).to.deep.equal([
      "$.hasOwnProperty: expected a string like 'x', got nothing",
    ])
    expect(told(JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 2}'))).to.deep.equal([
      '$.__proto__: expected 1, got 2',
    ])
    expect(told(JSON.parse('{"__proto__": 1}'), {})).to.deep.equal(['$.__proto__: expected 1, got nothing'])
    expect(told({ a: 1 }, Object.assign(Object.create(null), { a: 1 }), { exact: true })).to.deep.equal([])
    expect(told({ a: 1 }, { a: 1, [Symbol('s')]: 1 }, { exact: true })).to.deep.equal([])
  })

  it('finds no fields in what keeps its content elsewhere', () => {
    for (const odd of [new Map([['a', 1]]), new Set([1]), /a/, Promise.resolve(1), new Uint8Array(1), () => 1]) {
      expect(paths({}, odd)).to.deep.equal(['$'])
      expect(paths(like({}), odd)).to.deep.equal(['$'])
    }
  })

  it('reports a field that cannot be read, and goes on', () => {
    const hostile = {
      get a() {
        throw new Error('not loaded')
      },
      b: 2,
    }
    expect(told({ a: 1, b: 1 }, hostile)).to.deep.equal([
      "$.a: expected 1, got an error when it was read: the error 'not loaded'",
      '$.b: expected 1, got 2',
    ])
  })

  it('ends on values that lead back to themselves', () => {
    const circle: Record<string, unknown> = { name: 'Ann' }
    circle.self = circle
    expect(paths({ name: 'Bea', self: { self: { name: 'Ann' } } }, circle, { exact: true })).to.deep.equal([
      '$.name',
      '$.self.self.self',
      '$.self.name',
    ])
    expect(paths({ name: 1, self: 1 }, circle)).to.deep.equal(['$.name', '$.self'])
  })

  it('shortens long values, and shows where long texts part', () => {
    const [one] = evaluate({ text: `${'a'.repeat(500)}b` }, { text: `${'a'.repeat(500)}c`, other: 1 })
    expect(one?.message).to.have.length.below(400)
    expect(one?.message).to.contain('they differ from character 501: "aaaaaaaaaab" became "aaaaaaaaaac"')
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`key${i}`, 'x'.repeat(50)]))
    expect(evaluate(1, many)[0]?.message).to.have.length.below(200)
    expect(evaluate(many, 1)[0]?.message).to.have.length.below(200)
  })

  it('reports a bounded number of mismatches of an array, and how many more there are', () => {
    const rows = Array.from({ length: 10_000 }, (_, id) => ({ id: String(id), ok: true }))
    const found = evaluate({ rows: eachLike({ id: integer(), ok: true }), n: 1 }, { rows, n: 2 })
    expect(found).to.have.length(22)
    expect(found.map(({ path }) => path).slice(0, 2)).to.deep.equal(['$.rows[0].id', '$.rows[1].id'])
    expect(found[20]?.message).to.equal('$.rows: … and 9980 more mismatches')
    expect(found[21]?.path).to.equal('$.n')
    expect(evaluate(Array(21).fill(1), Array(21).fill(2)).at(-1)?.message).to.equal('$: … and 1 more mismatch')
  })

  it('says what it expects in a word or an outline', () => {
    const expected = (shape: unknown) => evaluate({ v: shape }, {})[0]?.expected
    expect(expected(uuid())).to.equal('a UUID')
    expect(expected(datetime())).to.equal('a date and time in ISO 8601 with an offset')
    expect(expected(datetime('yyyy'))).to.equal('a date and time as yyyy')
    expect(expected(date())).to.equal('a date as yyyy-MM-dd')
    expect(expected(regex(/^a/i))).to.equal('a text that matches /^a/i')
    expect(expected(includes('x'))).to.equal("a text with 'x'")
    expect(expected(nullValue())).to.equal('null')
    expect(expected(number())).to.equal('a number')
    expect(expected(decimal())).to.equal('a number with decimal places')
    expect(expected({ o: equal({ a: 1 }) })).to.equal('{ o: exactly { a: 1 } }')
    expect(expected(eachLike('x', { min: 2 }))).to.equal("an array of at least 2 elements, each like a string like 'x'")
    expect(expected(like([]))).to.equal('an array')
    expect(expected(eachValueLike(1))).to.equal('an object with values such as a number like 1')
    expect(expected(arrayContaining(1, integer()))).to.equal('an array with 1, an integer')
    expect(expected([1, 2, 3, 4, 5, 6, 7])).to.equal('[1, 2, 3, 4, 5, … 2 more]')
    expect(expected({})).to.equal('{}')
    expect(expected({ a: { b: { c: { d: 1 } } } })).to.equal('{ a: { b: { c: { … } } } }')
  })

  it('never throws, whatever the value is', () => {
    const shape = {
      a: like({ b: [1], c: eachLike({ d: uuid() }) }),
      e: [decimal(), 'x', null],
      f: eachValueLike(datetime()),
      g: arrayContaining(integer(), { h: regex(/a/) }),
      i: undefined,
    }
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
      withBoxedValues: true,
    })
    const fields = fc.record({ a: value, e: value, f: value, g: value, i: value }, { requiredKeys: [] })
    fc.assert(
      fc.property(fc.oneof(value, fields), fc.boolean(), (actual, exact) => {
        for (const { path, message } of evaluate(shape, actual, { exact }))
          expect(message.startsWith(`${path}: `)).to.equal(true)
      }),
      { numRuns: 500 },
    )
  })

  it('finds JSON equal to itself, exactly, and unequal to what it is not', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown)
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(evaluate(a, a, { exact: true })).to.deep.equal([])
        expect(evaluate(like(a), a, { exact: true })).to.deep.equal([])
        const same = evaluate(a, b, { exact: true }).length === 0
        expect(same).to.equal(canonical(a) === canonical(b))
      }),
    )
  })
})

/** JSON with its keys in order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(Reflect.get(value, key))}`)
    .join()}}`
}
