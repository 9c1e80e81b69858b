import { expect } from 'chai'
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
  time,
  uuid,
} from '../../src/match/index.js'
import { toPact } from '../../src/match/pact-form.js'
import { asAnswers, asRequests } from './pact-verdicts.js'

const iso = '2026-01-31T14:05:09.123Z'

/** Shapes and values on which Pact and we must agree, be they of a request (exact) or of an answer. */
const agreed: [shape: unknown, ...values: unknown[]][] = [
  [
    { a: 1, b: 'x', c: null, d: [1, 'y'], e: { f: true } },
    { a: 1, b: 'x', c: null, d: [1, 'y'], e: { f: true } },
    { a: 1, b: 'x', c: null, d: [1], e: { f: true } },
    { a: 2, b: 'x' },
    { a: '1', b: 'x', c: null, d: [1, 'y'], e: { f: true } },
    { a: 1, b: 'x', c: null, d: [1, 'y'], e: { f: true }, g: 1 },
    { a: 1, b: 'x', c: null, d: [1, 'y'], e: { f: true, h: 1 } },
  ],
  [{}, {}, { a: 1 }, [], 'x'],
  [[], [], [1], {}],
  [[1, 2], [1, 2], [2, 1], [1], [1, 2, 3]],
  [{ at: new Date(iso) }, { at: iso }, { at: '2026-01-31T14:05:09Z' }],
  [
    like({ n: 7, s: 'x', b: true, z: null }),
    { n: 1.5, s: '', b: false, z: null },
    { n: 'x', s: '', b: false, z: null },
    { n: 1, s: null, b: false, z: null },
    { n: 1, s: '', b: 0, z: null },
    { n: 1, s: '', b: true, z: 0 },
    { n: 1, s: '', b: true },
    { n: 1, s: '', b: true, z: null, more: 1 },
  ],
  [
    like({ list: [1, 2] }),
    { list: [5] },
    { list: [] },
    { list: [1, 2, 3] },
    { list: [1, 2, 'x'] },
    { list: ['x'] },
    { list: 1 },
  ],
  [
    { list: like([1, 'x']) },
    { list: [5] },
    { list: [] },
    { list: [1, 'y', 3] },
    { list: [1, 'y', 'z'] },
    { list: ['x'] },
  ],
  [{ list: like([]) }, { list: [] }, { list: [1, 'x'] }, { list: {} }],
  [{ o: like({}) }, { o: {} }, { o: 1 }, { o: [] }],
  [
    like({ id: integer(), role: equal('admin'), tag: regex(/^a/, 'ab'), none: nullValue() }),
    { id: 1, role: 'admin', tag: 'ax', none: null },
    { id: 1.5, role: 'admin', tag: 'ax', none: null },
    { id: 1, role: 'user', tag: 'ax', none: null },
    { id: 1, role: 'admin', tag: 'b', none: null },
    { id: 1, role: 'admin', tag: 'ax', none: 1 },
  ],
  [like(7), 8, 'x', null],
  [like(like({ a: integer() })), { a: 1 }, { a: 'x' }],
  [{ v: like(integer()) }, { v: 1 }, { v: 1.5 }],
  [
    { list: eachLike({ id: integer(), tags: ['a'] }) },
    { list: [{ id: 1, tags: [] }] },
    {
      list: [
        { id: 1, tags: ['x', 'y'] },
        { id: 2, tags: ['z'] },
      ],
    },
    { list: [] },
    {
      list: [
        { id: 1, tags: ['x'] },
        { id: 1.5, tags: ['x'] },
      ],
    },
    { list: [{ id: 1, tags: [1] }] },
    { list: [{ id: 1, tags: ['x'], more: 1 }] },
    { list: [{ tags: ['x'] }] },
    { list: {} },
    {},
  ],
  [eachLike(1, { min: 2, max: 3 }), [1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 'x']],
  [eachLike('x', { min: 0 }), [], ['a'], [1]],
  [eachLike(eachLike(1), { min: 2 }), [[1], [2, 3]], [[1], []], [[1]], [[1], ['x']]],
  [eachLike([integer()]), [[1]], [[]], [['x']], [[1, 2]]],
  [
    eachLike({ role: equal('a'), at: date() }),
    [{ role: 'a', at: '2026-01-31' }],
    [{ role: 'b', at: '2026-01-31' }],
    [{ role: 'a', at: 'x' }],
  ],
  [
    { rates: eachValueLike({ rate: decimal() }, 'USD') },
    { rates: {} },
    { rates: { EUR: { rate: 1.5 } } },
    { rates: { USD: { rate: 1.5 }, EUR: { rate: 1 } } },
    { rates: { EUR: { rate: 1.5, at: 1 } } },
    { rates: { EUR: {} } },
    { rates: [] },
  ],
  [like({ rates: eachValueLike('x') }), { rates: { a: 'y', b: '' } }, { rates: { a: 1 } }],
  [
    { of: arrayContaining('admin', { id: integer() }) },
    { of: ['admin', { id: 7 }] },
    { of: [{ id: 7 }, 'user', 'admin'] },
    { of: ['admin', { id: 'x' }] },
    { of: ['admin'] },
    { of: [] },
    { of: 'admin' },
    { of: ['admin', { id: 7, x: 1 }] },
  ],
  [like({ of: arrayContaining('admin') }), { of: ['admin', 1] }, { of: ['user'] }],
  [{ of: arrayContaining(integer(), integer()) }, { of: [1] }, { of: ['x'] }],
  [
    { v: equal({ a: 1, b: [1] }) },
    { v: { b: [1], a: 1 } },
    { v: { a: 1 } },
    { v: { a: 1, b: [2] } },
    { v: { a: 1, b: [1], c: 1 } },
    { v: { a: 1, b: [1, 2] } },
  ],
  [
    { v: integer() },
    { v: 0 },
    { v: -7 },
    { v: 1.5 },
    { v: 1e21 },
    { v: 2 ** 53 },
    { v: '1' },
    { v: null },
    { v: [1] },
    {},
  ],
  [{ v: decimal() }, { v: 1.5 }, { v: -0.25 }, { v: 1e21 }, { v: 5 }, { v: '1.5' }, { v: null }],
  [{ v: number() }, { v: 1 }, { v: 1.5 }, { v: '1' }, { v: null }, { v: {} }],
  [{ v: string() }, { v: '' }, { v: 1 }, { v: null }, { v: ['x'] }],
  [{ v: boolean() }, { v: true }, { v: false }, { v: 'true' }, { v: 0 }],
  [{ v: nullValue() }, { v: null }, { v: 0 }, { v: '' }, {}],
  [{ v: includes('ell') }, { v: 'hello' }, { v: 'ell' }, { v: 'hullo' }, { v: '' }],
  [{ v: uuid() }, { v: 'E2490DE5-5bd3-43d5-b7c4-526e33f71304' }, { v: 'e2490de5' }, { v: '' }],
  [
    { v: datetime() },
    { v: iso },
    { v: '2026-01-31T14:05:09+13:00' },
    { v: '2026-02-30T14:05:09Z' },
    { v: '2026-01-31T14:05:09' },
    { v: '2026-01-31' },
    { v: `${iso}\n` },
  ],
  [
    { v: datetime("yyyy-MM-dd'T'HH:mm:ss.SSSXXX") },
    { v: iso },
    { v: '2026-01-31T14:05:09.123+01:00' },
    { v: '2026-01-31T14:05:09Z' },
    { v: '2026-02-29T14:05:09.123Z' },
    { v: '2026-01-31T24:05:09.123Z' },
    { v: 'x' },
  ],
  [
    { v: datetime('EEE, d MMM yyyy hh:mm a Z', 'Sat, 31 Jan 2026 02:05 PM +0000') },
    { v: 'sun, 1 feb 2026 12:59 am -0700' },
    { v: 'Sat, 31 Foo 2026 02:05 PM +0000' },
    { v: 'Sat, 31 Jan 2026 13:05 PM +0000' },
    { v: 'Sat, 31 Jan 2026 02:05 PM Z' },
  ],
  [
    { v: datetime("yyMMdd h 'o''clock' X") },
    { v: "260131 7 o'clock Z" },
    { v: "260131 7 o'clock +01" },
    { v: '260131 7 oclock Z' },
  ],
  [
    { v: date() },
    { v: '2024-02-29' },
    { v: '2026-02-29' },
    { v: '2026-13-01' },
    { v: '2026-01-31T00:00:00Z' },
    { v: '' },
  ],
  [{ v: time() }, { v: '14:05:09' }, { v: '23:59:60' }, { v: '24:05:09' }, { v: '14:60:09' }, { v: '14:05' }],
]

/** Patterns, whose text both sides read alike. */
const patterns = [
  /ell/,
  /^a/,
  /a$/,
  /^a|b$/,
  /a|ab/,
  /^(?!x).*$/,
  /(?<=a)b/,
  /(a|b)\1/,
  /^(?<q>a)\k<q>$/,
  /^b$/m,
  /^b$/,
  /^a.b$/s,
  /^\w+$/,
  /\d/,
  /AB/i,
  /^a{,2}$/,
  /^a{2}?$/,
  /^[\w-.]+$/,
  /^\p{Script=Greek}+$/u,
  /(?:^a|b$)/,
].map((pattern): [unknown, ...unknown[]] => {
  const texts = [
    'a',
    'b',
    'ab',
    'ba',
    'aab',
    'aa',
    'bb',
    'xab',
    'a\nb',
    'b\na',
    'b\n',
    'hello',
    'é',
    '٣',
    '7',
    'a{,2}',
    'x-y.z',
    'αβ',
    'ΑB',
    '',
  ]
  const example = texts.find((text) => pattern.test(text))
  return [{ v: regex(pattern, example) }, ...texts.map((v) => ({ v }))]
})

/** Where we are stricter on purpose: a matcher of texts takes no other value for its text, a format is taken at its word, and a matcher in an array inside `like` holds for every element. */
const stricter: [shape: unknown, ...values: unknown[]][] = [
  [{ v: regex(/^\d+$/, '1') }, { v: 42 }],
  [{ v: regex(/^true$/, 'true') }, { v: true }],
  [{ v: includes('4') }, { v: 42 }],
  [{ v: date('yyyyMMdd') }, { v: 20260131 }],
  [{ v: date('yyyy-MM-dd') }, { v: '2026-1-3' }],
  [{ v: date('EEE d MMM yyyy') }, { v: 'Mon 31 Jan 2026' }],
  [{ v: time('HH:mm:ss.SSS') }, { v: '14:05:09.1' }],
  [like({ rows: [{ id: integer() }] }), { rows: [{ id: 1 }, { id: 1.5 }] }],
]

/** Where Pact refuses what is right: it knows no offset of twelve hours or more. */
const looser: [shape: unknown, ...values: unknown[]][] = [
  [{ v: datetime("yyyy-MM-dd'T'HH:mm:ssXXX") }, { v: '2026-01-31T14:05:09+13:00' }],
]

const told = (shape: unknown, body: unknown) => `${JSON.stringify(shape)} against ${JSON.stringify(body)}`
const listed = (table: typeof agreed, pact: boolean) =>
  table.flatMap(([shape, ...bodies]) => bodies.map((body) => ({ told: told(shape, body), pact })))

/** Every pair on which Pact and we differ, and what Pact said. */
async function differences(asked: typeof agreed, exact: boolean, ask: typeof asRequests) {
  const verdicts = await ask(asked.map(([shape, ...bodies]) => ({ form: toPact(shape, { exact }), bodies })))
  expect(verdicts.flat()).to.include(true).and.include(false)
  return asked.flatMap(([shape, ...bodies], i) =>
    bodies.flatMap((body, k) => {
      const pact = verdicts[i]?.[k]
      return pact === (evaluate(shape, body, { exact }).length === 0) ? [] : [{ told: told(shape, body), pact }]
    }),
  )
}

describe('match: our verdicts and those of Pact differ where it is listed, and nowhere else', () => {
  it('on requests, which its mock server judges', async () => {
    const found = await differences([...agreed, ...patterns, ...stricter, ...looser], true, asRequests)
    expect(found).to.deep.equal([...listed(stricter, true), ...listed(looser, false)])
  })

  it('on answers, which its verifier judges', async () => {
    const found = await differences([...agreed, ...stricter, ...looser], false, asAnswers)
    expect(found).to.deep.equal([...listed(stricter, true), ...listed(looser, false)])
  })
})
