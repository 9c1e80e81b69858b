import { expect } from 'chai'
import fc from 'fast-check'
import { evaluate } from '../../src/match/evaluate.js'
import { arrayContaining, eachLike, eachValueLike, equal, integer, like, regex } from '../../src/match/index.js'
import { assertMatches, explain, type MismatchError } from '../../src/match/mismatch.js'

function failure(shape: unknown, actual: unknown, options?: { exact?: boolean; what?: string }): MismatchError {
  try {
    assertMatches(shape, actual, options)
  } catch (error) {
    return error as MismatchError
  }
  throw new Error('it matched')
}

describe('match: a failed check', () => {
  it('does not throw for a match', () => {
    expect(assertMatches({ id: integer() }, { id: 7, name: 'Ann' })).to.equal(undefined)
  })

  it('tells every mismatch, a line each', () => {
    const error = failure({ id: integer(), name: 'Ann' }, { id: 'x', name: 'Bea' }, { what: 'the body' })
    expect(error).to.be.instanceOf(Error)
    expect(error.message).to.equal(
      "the body does not match:\n  $.id: expected an integer, got 'x'\n  $.name: expected 'Ann', got 'Bea'",
    )
    expect(error.mismatches.map(({ path, expected, actual }) => [path, expected, actual])).to.deep.equal([
      ['$.id', 'an integer', "'x'"],
      ['$.name', "'Ann'", "'Bea'"],
    ])
  })

  it('has what chai and mocha read: name, actual, expected, showDiff, a stack that begins at the check', () => {
    const error = failure({ a: 1 }, { a: 2 })
    expect(error.name).to.equal('AssertionError')
    expect(error).to.include({ showDiff: true })
    expect(error.stack?.split('\n')[0]).to.equal('AssertionError: the value does not match:')
    expect(error.stack).to.contain('mismatch.test.ts').and.not.contain('src/match')
  })

  it('expects the actual value, changed at its mismatches only, so that a diff shows nothing else', () => {
    const shape = {
      id: integer(7),
      name: 'Ann',
      at: new Date(0),
      gone: undefined,
      list: eachLike({ n: integer(1), s: 'x' }, { min: 3, max: 3 }),
      pair: [1, 2],
      rates: eachValueLike(1.5),
      roles: arrayContaining('admin', 'user'),
      pattern: regex(/^a/),
      whole: like({ a: equal({ b: 1 }) }),
      missing: like({ deep: integer(3) }),
    }
    const actual = {
      free: { x: 1 },
      id: 8,
      name: 'Bea',
      at: new Date(0),
      gone: 1,
      list: [
        { n: 5, s: 7 },
        { n: 6, s: 'y', free: 1 },
      ],
      pair: [1, 3, 4],
      rates: { EUR: 2, USD: '2' },
      roles: ['user'],
      pattern: 'b',
      whole: { a: { b: 2 } },
    }
    expect(failure(shape, actual).expected).to.deep.equal({
      free: { x: 1 },
      id: 8,
      name: 'Ann',
      at: '1970-01-01T00:00:00.000Z',
      list: [
        { n: 5, s: 'x' },
        { n: 6, s: 'y', free: 1 },
        { n: 1, s: 'x' },
      ],
      pair: [1, 2],
      rates: { EUR: 2, USD: 1.5 },
      roles: ['user', 'admin'],
      pattern: '<a text that matches /^a/>',
      whole: { a: { b: 1 } },
      missing: { deep: 3 },
    })
    expect(failure({ id: integer() }, { id: 7, x: 1 }, { exact: true }).expected).to.deep.equal({ id: 7 })
    expect(failure(eachLike(1, { max: 2 }), [1, 2, 3]).expected).to.deep.equal([1, 2])
    expect(failure(like([]), {}).expected).to.deep.equal([])
  })

  it('expects what matches, whatever the value is', () => {
    const shape = like({
      id: integer(),
      list: eachLike({ n: 1 }, { min: 2 }),
      of: eachValueLike({ a: 'x' }),
      in: arrayContaining(1),
    })
    const field = fc.anything()
    const actual = fc.record(
      { id: field, list: fc.oneof(field, fc.array(field)), of: field, in: field },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(field, actual), fc.boolean(), (value, exact) => {
        if (evaluate(shape, value, { exact }).length === 0) return
        expect(evaluate(shape, failure(shape, value, { exact }).expected, { exact })).to.deep.equal([])
      }),
      { numRuns: 300 },
    )
  })

  it('is cut to a readable number of lines', () => {
    const keys = Array.from({ length: 100 }, (_, i) => `k${i}`)
    const shape = Object.fromEntries(keys.map((key) => [key, 1]))
    const text = explain(evaluate(shape, {}))
    expect(text.split('\n')).to.have.length(32)
    expect(text).to.match(/\n {2}… and 70 more$/)
  })
})
