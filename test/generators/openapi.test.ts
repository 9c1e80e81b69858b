import { expect } from 'chai'
import { literal } from '../../generators/code/literal.js'
import { newSheet } from '../../generators/code/sheet.js'
import { judge, sample } from '../../generators/openapi/sample.js'
import { replyShape } from '../../generators/openapi/shape.js'
import { documentOf, openapi } from './workshop.js'

describe("the project's OpenAPI document", () => {
  it('tells its operations with their whole path, security and replies', async () => {
    const { operations, file } = await documentOf(openapi)
    expect(file).to.equal('openapi.yaml')
    expect(operations.map(({ method, path, secured }) => `${method} ${path}${secured ? '' : ' open'}`)).to.deep.equal([
      'GET /api/health open',
      'GET /api/users',
      'POST /api/users',
      'GET /api/users/{id}',
      'DELETE /api/users/{id}',
      'POST /api/orders',
      'POST /api/payments',
      'GET /api/audits/{id}',
    ])
    const post = operations.find(({ method, path }) => method === 'POST' && path === '/api/users')
    expect(post?.replies.map(({ status }) => status)).to.deep.equal([201, 400, 401, 403, 409])
    expect(post?.wrongCredentials).to.deep.equal({ header: 'x-api-key', value: 'none-of-yours' })
    expect(post?.body?.required).to.equal(true)
  })

  it('says why it can not be read', async () => {
    let message = ''
    await documentOf('openapi: 3.1.0\npaths: [').catch((error: Error) => {
      message = error.message
    })
    expect(message).to.match(/^the OpenAPI document openapi\.yaml can't be read: /)
  })

  const made: [string, object, unknown][] = [
    [
      'required properties only',
      { type: 'object', required: ['a'], properties: { a: { type: 'integer', minimum: 3 }, b: {} } },
      { a: 3 },
    ],
    ['formats', { type: 'string', format: 'uuid' }, '6f1c2a34-9d55-4c1e-8a9b-0f2d3c4b5a69'],
    ['patterns', { type: 'string', pattern: '^[A-Z]{3}$' }, 'ABC'],
    ['lengths', { type: 'string', minLength: 30 }, 'AnnAnnAnnAnnAnnAnnAnnAnnAnnAnn'],
    ['enumerations', { enum: ['red', 'green'] }, 'red'],
    ['lists', { type: 'array', minItems: 2, items: { type: 'boolean' } }, [true, true]],
    [
      'parts',
      {
        allOf: [
          { type: 'object', required: ['a'], properties: { a: { const: 1 } } },
          { required: ['b'], properties: { b: { const: 2 } } },
        ],
      },
      { a: 1, b: 2 },
    ],
    ['alternatives', { oneOf: [{ type: 'integer', minimum: 7 }, { type: 'string' }] }, 7],
    ['steps', { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 }, 0.5],
    ['3.0 nullable', { type: 'string', nullable: true, example: 'x' }, 'x'],
  ]
  for (const [what, schema, expected] of made) {
    it(`gives values for ${what}`, () => {
      expect(sample(schema as never)).to.deep.equal(expected)
      expect(judge(schema as never)(expected)).to.equal(true)
    })
  }

  it('gives no value that its own schema refuses', () => {
    expect(sample({ type: 'string', pattern: '^never-\\d{9}-matched$' })).to.equal(undefined)
    expect(sample({ type: 'integer', minimum: 5 }, 'wrong')).to.equal(5)
    const circular: Record<string, unknown> = { type: 'object', required: ['next'] }
    circular.properties = { next: circular }
    expect(sample(circular)).to.equal(undefined)
  })

  it('makes matchers of a reply, and keeps what was sent', () => {
    const pen = newSheet()
    const schema = {
      type: 'object',
      required: ['id', 'name', 'at'],
      properties: { id: { type: 'integer' }, name: { type: 'string' }, at: { type: ['string', 'null'] }, free: {} },
    }
    expect(literal(replyShape(schema, pen, { name: 'Ann' }) ?? null)).to.equal("{ id: integer(), name: 'Ann' }")
    expect(literal(replyShape({ type: 'array', items: schema }, pen, undefined) ?? null)).to.equal(
      'eachLike({ id: integer(), name: string() }, { min: 0 })',
    )
    expect(replyShape({ type: 'string' }, pen, undefined)).to.equal(undefined)
    expect(pen.imports.map(({ from, name }) => `${from} ${name}`)).to.include('qa-integ/match integer')
  })
})
