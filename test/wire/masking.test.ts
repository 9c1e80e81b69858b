import { expect } from 'chai'
import fc from 'fast-check'
import { keepSecret, mask } from '../../src/wire/index.js'

/** What stands left becomes what stands right. */
const MASKED_TEXTS: readonly (readonly [string, string])[] = [
  ['Authorization: Bearer abc.def\r\nHost: x', 'Authorization: [masked]\r\nHost: x'],
  ['authorization: Digest username="a", response="b"', 'authorization: [masked]'],
  ['Proxy-Authorization: Basic dXNlcjpwYXNz', 'Proxy-Authorization: [masked]'],
  ['Cookie: sid=abc; theme=dark\nAccept: */*', 'Cookie: [masked]\nAccept: */*'],
  ['set-cookie: sid=abc; Path=/; HttpOnly', 'set-cookie: [masked]'],
  ['X-API-Key: k-123', 'X-API-Key: [masked]'],
  [
    "curl -H 'authorization: Token abc' -H 'x-api-key: k' http://x/",
    "curl -H 'authorization: [masked]' -H 'x-api-key: k' http://x/",
  ],
  ['sent Bearer abc123 twice', 'sent Bearer [masked] twice'],
  ['Bearer%20abc123', 'Bearer%20[masked]'],
  ['with Basic dXNlcjpwYXNz here', 'with Basic [masked] here'],
  ['{"password":"p\\"q","n":1}', '{"password":"[masked]","n":1}'],
  ['{"cvc":123,"pan":"x","ok":true,"token":null}', '{"cvc":"[masked]","pan":"[masked]","ok":true,"token":null}'],
  ['{"set-cookie":["a=b","c=d"]}', '{"set-cookie":["[masked]","[masked]"]}'],
  [
    '{"body":"{\\"client_secret\\":\\"x\\\\\\"y\\",\\"a\\":1}"}',
    '{"body":"{\\"client_secret\\":\\"[masked]\\",\\"a\\":1}"}',
  ],
  ['{"\\\\":4242424242424242}', '{"\\\\":"[masked]"}'],
  ['{"password":"cut in the mid', '{"password":"[masked]'],
  ["{ dbPassword: 'hunter2', apiKey: `k` }", "{ dbPassword: '[masked]', apiKey: `[masked]` }"],
  ["Map(1) { 'token' => 'abc' }", "Map(1) { 'token' => '[masked]' }"],
  ['/cb?code=1&access_token=a%20b&page=2', '/cb?code=1&access_token=[masked]&page=2'],
  ['next=https%3A%2F%2Fx%3Ftoken%3Dabc%26p%3D1', 'next=https%3A%2F%2Fx%3Ftoken%3D[masked]%26p%3D1'],
  ['card[cvc]=123&card%5Bcvc%5D=123&card[exp]=12', 'card[cvc]=[masked]&card%5Bcvc%5D=[masked]&card[exp]=12'],
  ['postgres://app:hunter2@db:5432/shop', 'postgres://app:[masked]@db:5432/shop'],
  ['redis://:hunter2@cache', 'redis://:[masked]@cache'],
  ['https://u:p%40ss@x/', 'https://u:[masked]@x/'],
  ['password: hunter2', 'password: [masked]'],
  ['password = hunter2\nuser = ann', 'password = [masked]\nuser = ann'],
  ['Server=db;Password=hunter2;', 'Server=db;Password=[masked];'],
  ['mysql --password hunter2 --user=ann', 'mysql --password [masked] --user=ann'],
  ['<soap:Password>hunter2</soap:Password>', '<soap:Password>[masked]</soap:Password>'],
  ['$.token: expected "abc" but was "def"', '$.token: expected "[masked]" but was "[masked]"'],
  ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end', 'jwt [masked] end'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\nend', '[masked]\nend'],
  ['-----BEGIN PRIVATE KEY-----\nMIIB', '[masked]'],
  ['paid with 4242 4242 4242 4242.', 'paid with [masked].'],
  ['paid with 4242-4242-4242-4242, 378282246310005', 'paid with [masked], [masked]'],
  ['3782 822463 10005', '[masked]'],
  ['{"n":4242424242424242,"m":[4242424242424242, 1]}', '{"n":"[masked]","m":["[masked]", 1]}'],
  ['{"a":"{\\"n\\":4242424242424242}"}', '{"a":"{\\"n\\":\\"[masked]\\"}"}'],
  ['key sk_test_51Habcdefgh', 'key [masked]'],
  ['ghp_0123456789abcdefghij0123456789abcdef', '[masked]'],
]

const ORDINARY: readonly string[] = [
  '',
  'POST /api/users answers 201',
  'a request without a Bearer token is refused; Bearer authentication is needed',
  'refused with a bearer of bad news, basic access only, Basic realm="shop"',
  'password: must be at least 8 characters',
  '{"label":"password:","n":1}',
  'Unexpected token } in JSON at position 5',
  'const CancelToken = axios.CancelToken; if (token==null) token = await next(token => token)',
  'the password, the secret and the token are wrong',
  'token: string; password: null, secret: undefined',
  'in japan: 12, span: 14, company: 3',
  '"http://localhost:3000","email":"ann@example.com"',
  'http://localhost:3000,ann@example.com and mailto:ann@example.com',
  'created 1700000000000, id 4242424242424243, 0.4242424242424242, 4242424242424242.5',
  'order 1234567890123456 in 4 of 16 runs, p95 12.5 ms',
  '550e8400-e29b-41d4-a716-446655440000',
  '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  '{"hasToken":true,"tokens":[1,2],"cookiesAccepted":3,"password":""}',
]

const SECRET = fc.stringMatching(/^[A-Za-z0-9]{6}[A-Za-z0-9+/_.-]{6,30}[A-Za-z0-9]$/)
/** Without a name of three letters by chance, whose quote is never closed. */
const OTHER = fc.oneof(
  fc.jsonValue({ depthSize: 'small' }).filter((value) => !/pwd|otp|pan|c[vs][cv]/i.test(JSON.stringify(value))),
  fc.constantFrom(4242424242424242, [[4242424242424242]], { n: 4242424242424242 }),
)
const KEY = fc.constantFrom(
  'password',
  'userPassword',
  'client_secret',
  'smsOtp',
  'door-passcode',
  'access-token',
  'apiKey',
  'X-API-KEY',
  'refreshToken',
)

describe('mask', () => {
  for (const [text, expected] of MASKED_TEXTS.filter(([text]) => !text.startsWith('curl')))
    it(`leaves no secret in ${JSON.stringify(text)}`, () => expect(mask(text)).to.equal(expected))

  it('masks the headers of a command line', () =>
    expect(mask("curl -H 'authorization: Token abc' -H 'x-api-key: k123' http://x/")).to.equal(
      "curl -H 'authorization: [masked]' -H 'x-api-key: [masked]' http://x/",
    ))

  for (const text of ORDINARY) it(`leaves ${JSON.stringify(text)} as it is`, () => expect(mask(text)).to.equal(text))

  it('changes nothing the second time, whatever the text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        ...MASKED_TEXTS.flat(),
        ...ORDINARY,
        '"',
        "'",
        '\\',
        '\\"',
        '=',
        ': ',
        '[',
        ']',
        '{',
        '>',
        '</',
        'token',
        'Bearer ',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const once = mask(pieces.join(''))
        expect(mask(once)).to.equal(once)
      }),
      { numRuns: 1_000 },
    )
  })

  it('leaves words and numbers alone', () => {
    const word = fc.stringMatching(/^[a-z]{1,10}$/)
    const part = fc.oneof(
      word,
      fc.integer().map(String),
      fc.constantFrom('.', ',', ': ', '=', '"', '/', '?', '&', '\n', '{', '}'),
    )
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join(' ')
        fc.pre(
          !/password|passwd|passphrase|passcode|otp|secret|token|cookie|key|cred|authorization|pwd|pan|cvc|cvv|csc|session/.test(
            text,
          ),
        )
        expect(mask(text)).to.equal(text)
      }),
      { numRuns: 1_000 },
    )
  })

  it('keeps JSON valid and lets no value under a secret name through', () => {
    fc.assert(
      fc.property(KEY, fc.string({ unit: 'binary', minLength: 1 }), OTHER, fc.nat(2), (key, value, other, times) => {
        const original = { first: other, [key]: `Q7z${value}`, last: 1 }
        let text = JSON.stringify(original)
        for (let i = 0; i < times; i++) text = JSON.stringify({ inner: text })
        let clean: unknown = JSON.parse(mask(text))
        for (let i = 0; i < times; i++) clean = JSON.parse((clean as { inner: string }).inner)
        expect(clean).to.have.property(key, '[masked]')
        expect(clean).to.have.property('last', 1)
      }),
      { numRuns: 500 },
    )
  })

  it('lets no secret through in a query, a form, a URL or a header', () => {
    fc.assert(
      fc.property(KEY, SECRET, (key, secret) => {
        const form = new URLSearchParams({ a: '1', [key]: secret, z: '2' }).toString()
        expect(mask(form)).to.equal(`a=1&${key}=[masked]&z=2`)
        expect(mask(`https://x.example/p?${form}#f`)).not.to.contain(secret)
        expect(mask(`mongodb://ann:${encodeURIComponent(secret)}@db/x`)).to.equal('mongodb://ann:[masked]@db/x')
        expect(mask(`Authorization: Bearer ${secret}`)).to.equal('Authorization: [masked]')
        expect(mask(`Cookie: a=${secret}; b=c`)).to.equal('Cookie: [masked]')
      }),
    )
  })

  it('takes time in proportion to the text, also when it is made to be slow', () => {
    for (const piece of [
      'token:token(',
      'token>',
      'token=',
      '://a:',
      '"password":"\\',
      'eyJ.',
      'bearer ',
      'token: a b ',
      '"cookie":["',
      '4 ',
    ]) {
      const time = (length: number) => {
        const text = piece.repeat(Math.ceil(length / piece.length))
        const started = process.hrtime.bigint()
        mask(text)
        return Number(process.hrtime.bigint() - started) / 1e6
      }
      time(50_000)
      expect(time(400_000), piece).to.be.below(1_500)
    }
  })
})

describe('keepSecret', () => {
  it('makes a value vanish in every form in which it travels', () => {
    const secret = 'zu$y "kx/é 9'
    keepSecret(secret)
    const forms = [
      secret,
      JSON.stringify({ a: secret }),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      String(new URLSearchParams({ a: secret })),
    ]
    for (const form of forms) expect(mask(`<${form}>`), form).to.contain('[masked]')
    expect(mask(forms.join(' '))).not.to.match(/zu\$y|kx|enUk/)
  })

  it('takes short values as words only and leaves out what would blot out ordinary text', () => {
    keepSecret('quux')
    keepSecret('abc')
    keepSecret('masked')
    expect(mask('quux, quuxes, abc [masked]')).to.equal('[masked], quuxes, abc [masked]')
  })

  it('masks the longer of two that begin alike', () => {
    keepSecret('plugh-plugh')
    keepSecret('plugh-plugh-xyzzy')
    expect(mask('plugh-plugh-xyzzy')).to.equal('[masked]')
  })
})
