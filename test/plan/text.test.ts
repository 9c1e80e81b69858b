import { expect } from 'chai'
import fc from 'fast-check'
import { cleanText, readPoint } from '../../src/plan/clean-text.js'
import { nearest } from '../../src/plan/nearest.js'
import { locator } from '../../src/plan/position.js'
import { blotSecrets, isBlotted } from '../../src/plan/secret.js'

describe('text that comes from a plan', () => {
  for (const arrow of ['→', '->', '=>', '↔', '<->', '–', '\uFFFD', '\u0005', '\uFFFD\uFFFD\uFFFD', 'to']) {
    it(`"${JSON.stringify(arrow)}" parts an integration point`, () => {
      expect(readPoint(`[Order Service] ${arrow} payments`)).to.equal('Order Service -> payments')
    })
  }

  it('is one line without control, invisible and lost characters', () => {
    expect(cleanText('\u0005 a\u0000b\r\n\tc\u2028d \u202Ee\u200B\uFEFF \uD800')).to.equal('ab c d e')
    expect(cleanText('A \uFFFD B')).to.equal('A -> B')
    expect(cleanText('caf\uFFFD is open')).to.equal('caf is open')
    expect(cleanText('👩‍💻 works')).to.equal('👩‍💻 works')
  })

  it('never holds a control character, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cleanText(text)).to.not.match(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E]/u)
        expect(cleanText(cleanText(text))).to.equal(cleanText(text))
      }),
    )
  })

  const secrets: [string, string, string][] = [
    ['Authorization: Bearer abc123def456ghi', 'abc123def456ghi', 'a bearer token'],
    [
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.sig-nature',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.sig-nature',
      'a JSON Web Token',
    ],
    ['{ "password": "hunter2" }', 'hunter2', 'a password'],
    ['password=Sup3rSecret!', 'Sup3rSecret!', 'a password'],
    ['card 4111 1111 1111 1111 is good', '4111 1111 1111 1111', 'a card number'],
    ['postgres://shop:s3cret@db/shop', 's3cret', 'a password in an address'],
    ['x-api-key: live0123456789abcdef', 'live0123456789abcdef', 'a token or key'],
    ['AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE', 'an access key'],
  ]
  for (const [text, value, what] of secrets) {
    it(`blots out ${what} in "${text.slice(0, 24)}"`, () => {
      const blotted = blotSecrets(text)
      expect(blotted.text).to.have.lengthOf(text.length)
      expect(blotted.text).to.not.contain(value)
      expect(isBlotted(blotted.text)).to.equal(true)
      expect(blotted.secrets).to.deep.include({
        offset: text.indexOf(value),
        what,
        worthless: what === 'a card number',
      })
    })
  }
  for (const text of [
    'password: minimum eight letters',
    'Authorization: Bearer <token>',
    'password: ${PASSWORD}',
    'bearer authentication is checked',
    'id 1700000000000',
    'token: valid_token',
    'password: "${TEST_PASSWORD}"',
  ]) {
    it(`leaves "${text}" alone`, () => expect(blotSecrets(text)).to.deep.equal({ text, secrets: [] }))
  }

  it('finds lines whatever they end with', () => {
    const at = locator('a\r\nbc\rd\n')
    expect([0, 3, 4, 6, 8].map((offset) => at.at(offset))).to.deep.equal([
      { line: 1, column: 1 },
      { line: 2, column: 1 },
      { line: 2, column: 2 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
    ])
  })

  it('is like a known word, or like none', () => {
    expect(nearest('POST /api/user', ['GET /api/users', 'POST /api/users'])).to.equal('POST /api/users')
    expect(nearest('Warehouse', ['User', 'Post'])).to.equal(undefined)
  })
})
