import { expect } from 'chai'
import {
  arrayContaining,
  datetime,
  eachLike,
  equal,
  integer,
  like,
  regex,
  string,
  uuid,
} from '../../src/match/index.js'
import { toPact } from '../../src/match/pact-form.js'

const patterns: [pattern: RegExp, example: string, pacts: string][] = [
  [/^ord_\d+$/, 'ord_7', '^ord_[0-9]+$'],
  [/^\/users\/\w+$/, '/users/a', '^\\/users\\/[A-Za-z0-9_]+$'],
  [/^ord_/, 'ord_7', '^ord_[\\s\\S]*'],
  [/\.png$/i, 'a.PNG', '(?i)[\\s\\S]*?\\.png\\z'],
  [/a|b/, 'b', '[\\s\\S]*?(?:a|b)[\\s\\S]*'],
  [/^a$|^b$/, 'b', '[\\s\\S]*?(?:\\Aa\\z|\\Ab\\z)[\\s\\S]*'],
  [/^(?=.*\d$)(a|b)\1?/, 'a1', '^(?=.*[0-9]\\z)(a|b)\\1?[\\s\\S]*'],
  [/^a.b$/s, 'a\nb', '^a[\\s\\S]b$'],
  [/^b$/m, 'a\nb', '[\\s\\S]*?^b$[\\s\\S]*'],
  [/^[^\d\W]$/, 'a', '^[^0-9[^A-Za-z0-9_]]$'],
  [/^\u00e9\xe9\v$/, '\u00e9\u00e9\v', '^\\x{E9}\\x{E9}\\x{B}$'],
  [/^\u{1F600}$/u, '😀', '^\\x{1F600}$'],
  [/^\uD83D\uDE00$/, '😀', '^\\x{1F600}$'],
  [/^[[&&\w-.]$/, '[', '^[\\[\\&&A-Za-z0-9_\\-.]$'],
  [/^[+-\d]$/, '-', '^[+\\-0-9]$'],
  [/(?<!a)(b)/, 'b', '[\\s\\S]*?(?<!a)(b)[\\s\\S]*'],
  [/^a{,2}b{1,}c{2}?$/, 'a{,2}bcc', '^a\\{,2}b{1,}c{2}$'],
  [/^\p{Script=Greek}\p{gc=Lu}\P{L}$/u, 'αA1', '^\\p{Greek}\\p{Lu}\\P{L}$'],
]

/** A pattern that the compiler or the linter would stop. */
const made = (source: string, flags?: string) => new RegExp(source, flags)

const unrunnable: [pattern: RegExp, example: string, construct: string][] = [
  [/(?<!(a))b/, 'b', 'a group that captures in a negative look-behind (use (?:…))'],
  [/(?<!(?:x)(a))b/, 'b', 'a group that captures in a negative look-behind'],
  [/(?<!(?<n>a))b/, 'b', 'a group that captures in a negative look-behind'],
  [/(?<n>a)(b)\2/, 'abb', '\\2, a number for a group where groups have names (use \\k<name>)'],
  [made('^\\2(a)'), '\x02a', '\\2, the number of no group'],
  [/\p{Script_Extensions=Greek}/u, 'α', 'the property \\p{Script_Extensions=Greek}'],
  [made('a|[]'), 'a', '[], which matches nothing'],
  [/^[^\uD800]$/, 'a', '\\uD800, half of a character'],
  [made('[a--b]', 'v'), 'a', 'the flag v'],
]

describe('match: what Pact is handed', () => {
  it('is plain JSON, its matchers in their place', () => {
    const at = new Date(0)
    expect(
      toPact({
        id: integer(7),
        at,
        list: eachLike({ u: uuid() }, { min: 2 }),
        all: arrayContaining({ s: string('x') }),
      }),
    ).to.deep.equal({
      id: { 'pact:matcher:type': 'integer', value: 7 },
      at: '1970-01-01T00:00:00.000Z',
      list: { 'pact:matcher:type': 'type', min: 2, value: [{ u: toPact(uuid()) }, { u: toPact(uuid()) }] },
      all: { 'pact:matcher:type': 'arrayContains', variants: [{ s: { 'pact:matcher:type': 'type', value: 'x' } }] },
    })
    expect(toPact(uuid())).to.have.all.keys('pact:matcher:type', 'regex', 'value')
    expect(toPact(datetime("yyyy-MM-dd'T'HH:mm"))).to.deep.equal({
      'pact:matcher:type': 'timestamp',
      format: "yyyy-MM-dd'T'HH:mm",
      value: '2026-01-31T14:05',
    })
  })

  it('leaves the patterns and generators of other makers alone', () => {
    const given = {
      a: { 'pact:matcher:type': 'regex', regex: '\\Aa\\h(?:b)', value: 'a' },
      b: { 'pact:matcher:type': 'type', 'pact:generator:type': 'ProviderState', expression: 'id', value: 7 },
    }
    expect(toPact(given)).to.deep.equal(given)
  })

  it('has no key for what must be absent where Pact allows no other key, and is refused elsewhere', () => {
    expect(toPact({ a: 1, b: undefined, c: like({ d: undefined }) }, { exact: true })).to.deep.equal({
      a: 1,
      c: { 'pact:matcher:type': 'type', value: {} },
    })
    expect(toPact(like({ c: equal({ d: undefined }) })))
      .to.have.nested.property('value.c.value')
      .that.deep.equals({})
    expect(() => toPact({ c: [like({ d: undefined })] })).to.throw(
      TypeError,
      "$.c[0].d is undefined, which says that it must be absent. Pact can't promise that of an answer: leave the key out.",
    )
  })

  it('is refused, with its place, where Pact would read it otherwise', () => {
    expect(() => toPact({ a: [7n] })).to.throw(TypeError, "$.a[0] is the bigint 7, which JSON can't hold.")
    expect(() => toPact({ a: { 'pact:x': 1 } })).to.throw(
      TypeError,
      '$.a[\'pact:x\']: Pact keeps keys that begin with "pact:" to itself',
    )
    expect(() => toPact(null)).to.throw(TypeError, '$ is null, which Pact takes for no body at all.')
    expect(() => toPact({ a: [regex(/^a/)] })).to.throw(
      TypeError,
      '$.a[0]: regex(/^a/) has no example, and one is needed here.',
    )
    expect(() => toPact({ a: like([integer(), 'x']) })).to.throw(
      TypeError,
      '$.a: in like([…]) Pact applies the matchers of each element to all of them.',
    )
    expect(() => toPact({ a: like([{ b: integer(1) }, { b: 2 }]) })).to.throw(TypeError, '$.a: in like([…])')
    expect(toPact(like([integer(), integer()])))
      .to.have.property('value')
      .with.length(2)
    expect(toPact(like([1, 'x'])))
      .to.have.property('value')
      .with.length(2)
    expect(toPact(like({ pair: [integer(), 'x'] })))
      .to.have.nested.property('value.pair')
      .with.length(2)
  })

  for (const [pattern, example, pacts] of patterns) {
    it(`writes ${pattern} as ${pacts}`, () =>
      expect(toPact(regex(pattern, example))).to.deep.equal({
        'pact:matcher:type': 'regex',
        regex: pacts,
        value: example,
      }))
  }

  for (const [pattern, example, construct] of unrunnable) {
    it(`refuses ${pattern}, because of ${construct}`, () => {
      expect(() => toPact({ a: regex(pattern, example) })).to.throw(
        TypeError,
        `Pact's engine can't run ${pattern}, because of ${construct}`,
      )
      expect(() => regex(pattern, example)).not.to.throw()
    })
  }
})
