import { MatchersV3 } from '@pact-foundation/pact'
import { expect } from 'chai'
import * as match from '../../src/match/index.js'
import { toPact } from '../../src/match/pact-form.js'

const {
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
} = match

const forms: [what: string, made: unknown, pacts: unknown][] = [
  ['like', like({ id: integer(7), name: 'Ann' }), MatchersV3.like({ id: MatchersV3.integer(7), name: 'Ann' })],
  ['eachLike', eachLike({ id: 7 }), MatchersV3.eachLike({ id: 7 })],
  ['eachLike with a min', eachLike(7, { min: 2 }), MatchersV3.atLeastLike(7, 2)],
  ['eachLike with limits', eachLike(7, { min: 2, max: 3 }), MatchersV3.constrainedArrayLike(7, 2, 3)],
  ['eachValueLike', eachValueLike(7, 'EUR'), MatchersV3.eachKeyLike('EUR', MatchersV3.like(7))],
  ['equal', equal({ a: [1] }), MatchersV3.equal({ a: [1] })],
  [
    'arrayContaining',
    arrayContaining('a', { id: integer(7) }),
    MatchersV3.arrayContaining('a', { id: MatchersV3.integer(7) }),
  ],
  ['integer', integer(0), MatchersV3.integer(0)],
  ['decimal', decimal(1.5), MatchersV3.decimal(1.5)],
  ['number', number(1), MatchersV3.number(1)],
  ['string', string('x'), MatchersV3.string('x')],
  ['string without an example', string(), MatchersV3.string()],
  ['boolean', boolean(false), MatchersV3.boolean(false)],
  ['boolean without an example', boolean(), MatchersV3.boolean()],
  ['nullValue', nullValue(), MatchersV3.nullValue()],
  ['includes', includes('x'), MatchersV3.includes('x')],
  ['regex', regex(/^a+$/, 'aa'), MatchersV3.regex(/^a+$/, 'aa')],
  ['date', date('yyyy-MM-dd', '2026-01-31'), MatchersV3.date('yyyy-MM-dd', '2026-01-31')],
  ['time', time('HH:mm', '14:05'), MatchersV3.time('HH:mm', '14:05')],
  [
    'datetime',
    datetime("yyyy-MM-dd'T'HH:mm", '2026-01-31T14:05'),
    MatchersV3.datetime("yyyy-MM-dd'T'HH:mm", '2026-01-31T14:05'),
  ],
]

const refused: [made: () => unknown, sentence: string][] = [
  [() => integer(1.5), 'integer(1.5): the example is not a whole number below 2^63.'],
  [() => integer(1e21), 'the example is not a whole number below 2^63'],
  [() => integer('7' as never), "integer('7'): the example is not a whole number"],
  [
    () => decimal(5),
    'decimal(5): the example has no decimal places, so it does not match; use number() for any number.',
  ],
  [() => decimal(NaN), 'decimal(NaN)'],
  [() => number(Infinity), 'number(Infinity): the example is not a number that JSON has.'],
  [() => string(7 as never), 'string(7): the example is not a text.'],
  [() => boolean('true' as never), "boolean('true'): the example is neither true nor false."],
  [() => uuid('7'), "uuid('7'): the example is not a UUID."],
  [() => regex(/a/, 'b'), "regex(/a/, 'b'): the pattern does not match its own example."],
  [() => regex(/7/, 7 as never), 'regex(/7/, 7): the pattern does not match its own example.'],
  [() => regex('a' as never), "regex('a'): the pattern is not a regular expression such as /^a/."],
  [() => regex(/a/g), 'regex(/a/g): the flags g and y keep a position between uses'],
  [() => regex(/a/y), 'regex(/a/y): the flags g and y keep a position between uses'],
  [() => includes(''), "includes(''): the part to find must be a text of at least one character."],
  [
    () => datetime(undefined, '2026'),
    "The example '2026' is no date and time in ISO 8601 with an offset, such as 2026-01-31T14:05:09Z.",
  ],
  [() => datetime('yyyy', '26'), "The example '26' is not written as yyyy. One that is: '2026'."],
  [() => date('yyyy-MM-dd', '2026-02-30'), "The example '2026-02-30' is not written as yyyy-MM-dd."],
  [() => like(undefined), 'the example is undefined: there is nothing to compare with.'],
  [() => eachLike(1, { min: -1 }), 'eachLike: min is -1, which is no number of elements.'],
  [() => eachLike(1, { min: 1.5 }), 'eachLike: min is 1.5, which is no number of elements.'],
  [
    () => eachLike(1, { min: 3, max: 2 }),
    'eachLike: max is 2, which leaves no room for an element and for a min of 3.',
  ],
  [() => eachLike(1, { min: 0, max: 0 }), 'eachLike: max is 0, which leaves no room for an element'],
  [() => equal({ a: integer() }), 'a matcher inside is not compared exactly. Leave out one or the other.'],
  [() => arrayContaining(), 'arrayContaining(): there is nothing to find, so every array would match.'],
]

describe('match: the words', () => {
  for (const [what, made, pacts] of forms) {
    it(`${what} hands Pact what its own matcher hands it`, () =>
      expect(toPact({ v: made })).to.deep.equal({ v: pacts }))
  }

  it('are plain and frozen, at every depth', () => {
    const made = like({ list: eachLike({ id: uuid() }) })
    const parts = (value: unknown): unknown[] =>
      typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(parts)] : []
    expect(parts(made)).to.have.length(6)
    for (const part of parts(made)) expect(part).to.satisfy(Object.isFrozen)
    expect(JSON.parse(JSON.stringify(made))).to.deep.equal(made)
  })

  it('keep the example as it was when they were made', () => {
    const example = { tags: ['a'] }
    const made = like(example)
    example.tags.push('b')
    expect(toPact(made)).to.deep.equal({ 'pact:matcher:type': 'type', value: { tags: ['a'] } })
  })

  it('have an example of their own that is the same every time', () => {
    const make = () => [
      integer(),
      decimal(),
      number(),
      string(),
      boolean(),
      uuid(),
      date(),
      time(),
      datetime(),
      datetime('d MMM yyyy'),
    ]
    expect(make()).to.deep.equal(make())
  })

  for (const [made, sentence] of refused) it(`say: ${sentence}`, () => expect(made).to.throw(TypeError, sentence))
})
