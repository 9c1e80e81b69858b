import { expect } from 'chai'
import fc from 'fast-check'
import { code, comment, isIdentifier, literal, template, text } from '../../generators/code/literal.js'
import { camel, kebab, singular } from '../../generators/code/names.js'

const evaluated = (source: string): unknown => new Function(`return (${source})`)()
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    "it's",
    '"',
    '\'"`',
    '${process.exit()}',
    '*/',
    '</script>',
    '\u2028\u2029',
    '\\',
    '\\u0041',
    '\n\r\t\0',
    '\u202Eabc',
    '\uD800',
    '__proto__',
  ),
)

describe('source text', () => {
  it('says any text as a literal of printable characters that means the same', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const source = text(value)
        expect(evaluated(source)).to.equal(value)
        expect(source).to.not.match(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u)
      }),
    )
    expect(text("the user's id")).to.equal('"the user\'s id"')
    expect(text('plain')).to.equal("'plain'")
  })

  it('says any value as a literal that means the same, on short lines', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // JSON has no negative zero.
        const plain = JSON.parse(JSON.stringify(value)) as never
        expect(evaluated(literal(plain))).to.deep.equal(plain)
      }),
    )
    const nested = JSON.parse('{"__proto__": {"admin": true}, "class": 1, "a b": 2}')
    expect(Object.getPrototypeOf(evaluated(literal(nested)))).to.equal(Object.prototype)
    expect(evaluated(literal(nested))).to.deep.equal(nested)
    const long = literal(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`key${i}`, 'some text'])), '  ')
    expect(Math.max(...long.split('\n').map((line) => line.length))).to.be.below(121)
  })

  it('holds pieces of code, but no data that looks like one', () => {
    expect(literal({ id: code('user.id'), list: [code('1 + 1')] })).to.equal('{ id: user.id, list: [1 + 1] }')
    expect(literal({ code: 'process.exit()' })).to.equal("{ code: 'process.exit()' }")
  })

  it('puts any text into a template without ending it', () => {
    fc.assert(
      fc.property(hostile, hostile, (before, after) => {
        expect(evaluated(template([before, code('1 + 1'), after]))).to.equal(`${before}2${after}`)
      }),
    )
  })

  it('makes one comment of any text, which no tool takes for an instruction', () => {
    fc.assert(
      fc.property(hostile, (words) => {
        const line = comment(words)
        expect(line).to.not.match(/[\p{Cc}\u2028\u2029]/u)
        expect(line).to.not.match(/^\/\/+\s*[@#/]/)
        expect(evaluated(`1 ${line}\n`)).to.equal(1)
      }),
    )
    expect(comment('@ts-ignore next')).to.equal('// ts-ignore next')
    expect(comment('# sourceMappingURL=x')).to.equal('// sourceMappingURL=x')
  })
})

describe('names made of any text', () => {
  it('are files without a way out of their folder', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        expect(kebab(value)).to.match(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
        expect(kebab(value).length).to.be.below(80)
      }),
    )
    expect(kebab('UserService -> users')).to.equal('user-service-users')
    expect(kebab('Client → Users API')).to.equal('client-users-api')
    expect(kebab('../../etc/passwd')).to.equal('etc-passwd')
    expect(kebab('注文 -> 支払い')).to.not.equal(kebab('顧客 -> 支払い'))
    expect(kebab('con')).to.equal('con-suite')
  })

  it('are variables that can be declared', () => {
    fc.assert(fc.property(hostile, (value) => void expect(isIdentifier(`${camel(value, 'made')}_`)).to.equal(true)))
    expect(camel('order-items', 'x')).to.equal('orderItems')
    expect(['class', '__proto__', '1a', 'a b', 'await'].filter(isIdentifier)).to.deep.equal([])
  })

  it('are singular', () => {
    expect(['users', 'categories', 'addresses', 'boxes', 'status', 'bus'].map(singular)).to.deep.equal([
      'user',
      'category',
      'address',
      'box',
      'statu',
      'bu',
    ])
  })
})
