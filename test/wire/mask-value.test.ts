import { expect } from 'chai'
import fc from 'fast-check'
import { maskValue } from '../../src/wire/index.js'

describe('maskValue', () => {
  it('masks what stands under a secret name, whatever its kind, and leaves truth and absence', () => {
    expect(
      maskValue({
        password: 'a',
        cvc: 123,
        token: null,
        secret: { a: [true, 'x', ''], b: 2n },
        hasToken: true,
        accessToken: new Date(0),
        name: 'Ann',
      }),
    ).to.deep.equal({
      password: '[masked]',
      cvc: '[masked]',
      token: null,
      secret: { a: [true, '[masked]', ''], b: '[masked]' },
      hasToken: true,
      accessToken: '[masked]',
      name: 'Ann',
    })
  })

  it('masks within strings', () =>
    expect(maskValue(['Bearer abc123', new URL('https://u:p@h/?token=x')])).to.deep.equal([
      'Bearer [masked]',
      'https://u:[masked]@h/?token=[masked]',
    ]))

  it('reads maps, sets, headers and form data', () =>
    expect(
      maskValue({
        map: new Map<unknown, unknown>([
          ['token', 'x'],
          [{ a: 1 }, 2],
        ]),
        set: new Set(['a', 'Bearer abc123']),
        headers: new Headers({ authorization: 'x', accept: 'b' }),
        form: new URLSearchParams('a=1&a=2&password=x'),
      }),
    ).to.deep.equal({
      map: { token: '[masked]', '{"a":1}': 2 },
      set: ['a', 'Bearer [masked]'],
      headers: { authorization: '[masked]', accept: 'b' },
      form: { a: ['1', '2'], password: '[masked]' },
    }))

  it('reads errors with their cause and properties', () =>
    expect(
      maskValue(
        Object.assign(new TypeError('password=abc', { cause: new Error('x') }), {
          code: 'E',
          headers: { Cookie: 'a=b' },
        }),
      ),
    ).to.deep.equal({
      name: 'TypeError',
      message: 'password=[masked]',
      cause: { name: 'Error', message: 'x' },
      code: 'E',
      headers: { Cookie: '[masked]' },
    }))

  it('says what it does not copy', () => {
    const circular: Record<string, unknown> = { n: 1 }
    circular.self = circular
    const shared = { a: 1 }
    expect(maskValue(circular)).to.deep.equal({ n: 1, self: '[circular]' })
    expect(maskValue([shared, shared])).to.deep.equal([{ a: 1 }, { a: 1 }])
    expect(maskValue(Buffer.from('abc'))).to.equal('[3 bytes]')
    expect(maskValue(function pay() {})).to.equal('[function pay]')
    expect(maskValue(Promise.resolve(1))).to.equal('[Promise]')
    expect(maskValue(new Date(0))).to.equal('1970-01-01T00:00:00.000Z')
    expect(maskValue({ toJSON: () => ({ token: 'x' }) })).to.deep.equal({ token: '[masked]' })
    expect(JSON.stringify(maskValue(JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`)))).to.contain('[deeper]')
    expect(maskValue(Array.from({ length: 100_200 }, () => 0)))
      .to.have.length(100_001)
      .and.include('[200 more]')
    expect(maskValue('a'.repeat(1_000_002))).to.match(/a… \(2 more characters\)$/)
    const wide = Array.from({ length: 900 }, () => Array.from({ length: 900 }, () => 1))
    expect(JSON.stringify(maskValue(wide)).length).to.be.below(1_200_000)
  })

  it('survives values that refuse to be read', () => {
    const hostile = {
      get broken(): never {
        throw new Error('token=abc1')
      },
      proxy: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no')
          },
        },
      ),
      fine: 1,
    }
    expect(maskValue(hostile)).to.deep.equal({
      broken: '[unreadable: Error: token=[masked]]',
      proxy: '[unreadable: Error: no]',
      fine: 1,
    })
  })

  it('leaves the original alone and changes nothing the second time', () =>
    fc.assert(
      fc.property(fc.anything({ withDate: true, withMap: true, withSet: true, withBigInt: true }), (value) => {
        const before = fc.stringify(value)
        const once = maskValue({ value, password: value })
        expect(maskValue(once)).to.deep.equal(once)
        expect(fc.stringify(value)).to.equal(before)
        JSON.stringify(once)
      }),
    ))
})
