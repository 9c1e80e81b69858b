import { spawn, spawnSync } from 'node:child_process'
import { expect } from 'chai'
import fc from 'fast-check'
import { setRunning } from '../../src/scenario/running.js'
import {
  describeExchange,
  type Exchange,
  loopbackServer,
  recordExchange,
  recordedBody,
  toCurl,
  type WireRequest,
} from '../../src/wire/index.js'

const JSON_TYPE = { 'content-type': 'application/json' }

function exchange(facts: Partial<Exchange> & { body?: string | Buffer } = {}): Exchange {
  const { body, ...rest } = facts
  const requestBody = recordedBody(body)
  return {
    by: 'service',
    name: 'payments',
    method: 'GET',
    url: 'https://api.example/v1',
    requestHeaders: {},
    startedAt: '2026-01-01T00:00:00.000Z',
    ms: 12,
    ...(requestBody ? { requestBody } : {}),
    ...rest,
  }
}

describe('recordedBody', () => {
  it('keeps text as text, other bytes as base64, and tells the whole size', () => {
    expect(recordedBody('héllo')).to.deep.equal({ kind: 'text', text: 'héllo', size: 6 })
    expect(recordedBody(Buffer.from([0xff, 0xfe]))).to.deep.equal({ kind: 'bytes', base64: '//4=', size: 2 })
    expect(recordedBody('')).to.equal(undefined)
    expect(recordedBody(undefined)).to.equal(undefined)
  })

  it('cuts long text between characters', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.constantFrom('a', 'é', '€', '😀'), (shift, character) => {
        const text = 'x'.repeat(shift) + character.repeat(70_000)
        const body = recordedBody(text)
        expect(body?.kind).to.equal('text')
        const kept = body?.kind === 'text' ? body.text : ''
        expect(text.startsWith(kept)).to.equal(true)
        expect(Buffer.byteLength(kept)).to.be.within(65_536 - 4, 65_536)
      }),
      { numRuns: 20 },
    )
  })
})

describe('describeExchange', () => {
  it('tells request and answer in a few masked lines', () =>
    expect(
      describeExchange(
        exchange({
          method: 'POST',
          url: 'https://api.example/v1?token=abc123',
          requestHeaders: { host: 'api.example', authorization: 'Bearer abc', ...JSON_TYPE },
          body: '{"card":"4242424242424242"}',
          status: 402,
          responseHeaders: { 'content-length': '20', ...JSON_TYPE },
          responseBody: { kind: 'text', text: '{"error":"declined"}', size: 20 },
        }),
      ),
    ).to.equal(
      [
        'POST https://api.example/v1?token=[masked] -> 402 Payment Required (12 ms)',
        '  > authorization: [masked]',
        '  > content-type: application/json',
        '  > {"card":"[masked]"}',
        '  < content-type: application/json',
        '  < {"error":"declined"}',
      ].join('\n'),
    ))

  it('tells what came instead of an answer, and how much of a body it leaves out', () => {
    expect(describeExchange(exchange({ error: 'the connection was reset' }))).to.contain('-> the connection was reset')
    expect(describeExchange(exchange({ body: Buffer.from([0xff]) }))).to.contain('(1 bytes that are no text)')
    expect(describeExchange(exchange({ body: 'x'.repeat(3_000) }))).to.match(/x{2000}\n {2}> … \(3000 bytes in all\)$/)
  })
})

describe('toCurl', () => {
  it('says what a person would type', () => {
    expect(toCurl(exchange())).to.equal('curl https://api.example/v1')
    expect(
      toCurl(
        exchange({
          method: 'POST',
          url: 'https://api.example/v1?a=1&b=2',
          requestHeaders: { ...JSON_TYPE, 'x-api-key': 'k1' },
          body: `{"it's":1}`,
        }),
      ),
    ).to.equal(
      `curl -H 'content-type: application/json' -H 'x-api-key: [masked]' --data-raw '{"it'\\''s":1}' 'https://api.example/v1?a=1&b=2'`,
    )
    expect(toCurl(exchange({ method: 'DELETE' }))).to.equal('curl -X DELETE https://api.example/v1')
    expect(toCurl(exchange({ method: 'HEAD' }))).to.equal('curl --head https://api.example/v1')
    expect(toCurl(exchange({ body: 'x'.repeat(70_000), method: 'PUT' }))).to.match(
      / # the body had 70000 bytes; this is its start$/,
    )
  })

  it('sends the same request again when a shell runs it', async function (this: Mocha.Context) {
    this.timeout(60_000)
    if (spawnSync('curl', ['--version']).status !== 0) this.skip()
    const requests: WireRequest[] = []
    const server = await loopbackServer({
      origin: 'http://127.0.0.1',
      handle: (request, reply) => {
        requests.push(request)
        reply.respond(200, {}, '')
      },
    })
    const run = (line: string) =>
      new Promise<number | null>((resolve) => spawn('sh', ['-c', line], { stdio: 'ignore' }).on('close', resolve))
    const path = fc.constantFrom('/', '/a%20b', "/it's", '/a/../b', '/{x}/[1]', '/a?q=$HOME&r=%22`id`%22&x=!')
    const body = fc.oneof(
      fc.constant(undefined),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom("@file 'x' \\ \n$HOME `id` \"", 'a\0b', Buffer.from([0, 255, 10])),
    )
    const value = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/).filter((text) => !/[bB]earer|[bB]asic/.test(text))
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE')
    try {
      await fc.assert(
        fc.asyncProperty(path, body, fc.option(value), method, async (path, body, header, method) => {
          const sent = exchange({
            method,
            url: `http://127.0.0.1:${server.port}${path}`,
            requestHeaders: { 'x-note': header ?? '' },
            ...(body === undefined ? {} : { body }),
          })
          expect(await run(toCurl(sent)), toCurl(sent)).to.equal(0)
          const got = requests.at(-1)!
          expect(got.method).to.equal(method)
          expect(got.url).to.equal(new URL(`http://127.0.0.1${path}`).href)
          expect(got.headers['x-note']).to.equal(header ?? '')
          expect(got.headers).not.to.have.property('content-type')
          expect(got.body.equals(Buffer.from(body ?? ''))).to.equal(true)
        }),
        { numRuns: 60 },
      )
    } finally {
      await server.close()
    }
  })
})

describe('recordExchange', () => {
  it('leaves a note and the evidence of the last one with the scenario that runs, and does nothing without one', () => {
    const notes: unknown[] = []
    const evidence = new Map<string, () => string>()
    recordExchange(exchange())
    setRunning({
      note: (note: object) => notes.push(note),
      evidence: (title: string, render: () => string) => evidence.set(title, render),
    } as unknown as Parameters<typeof setRunning>[0])
    try {
      recordExchange(exchange({ status: 500 }))
      recordExchange(exchange({ status: 200, method: 'PUT', url: 'https://api.example/v1/7?token=x' }))
      recordExchange(exchange({ by: 'target', name: 'shop', error: 'the connection was reset' }))
    } finally {
      setRunning(undefined)
    }
    expect(notes).to.deep.equal([
      { kind: 'exchange', service: 'payments', method: 'GET', path: '/v1', status: 500, ms: 12 },
      { kind: 'exchange', service: 'payments', method: 'PUT', path: '/v1/7', status: 200, ms: 12 },
      {
        kind: 'exchange',
        target: 'shop',
        method: 'GET',
        path: '/v1',
        status: null,
        ms: 12,
        error: 'the connection was reset',
      },
    ])
    expect([...evidence.keys()]).to.deep.equal(['the last exchange with payments', 'the last exchange with shop'])
    expect(evidence.get('the last exchange with payments')?.()).to.equal(
      "PUT https://api.example/v1/7?token=[masked] -> 200 OK (12 ms)\ncurl -X PUT --globoff 'https://api.example/v1/7?token=[masked]'",
    )
  })
})
