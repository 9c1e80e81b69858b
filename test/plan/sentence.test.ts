import { expect } from 'chai'
import { readGeneric, readId, readSentence, readSeverity, readTags } from '../../src/plan/sentence.js'

describe('what a sentence of a plan says', () => {
  const operations: [string, string[]][] = [
    ['`POST /api/users` returns 201', ['POST /api/users']],
    ['**GET** /api/users/:id.', ['GET /api/users/{id}']],
    ['DELETE https://shop.example.com/api/users/<id>?force=1, then rest', ['DELETE /api/users/{id}?force=1']],
    ['(GET /health)', ['GET /health']],
    ['PUT or PATCH /api/users/{id} returns 200', []],
    ['POST, PATCH /api/users', []],
    ['POST /a and then GET /a/{id}', ['POST /a', 'GET /a/{id}']],
    ['POST /api/usersで201を返す', ['POST /api/users']],
    ['the postman GETs it / puts it back', []],
  ]
  for (const [text, expected] of operations) {
    it(`operations of "${text}"`, () => {
      expect(readSentence(text).operations.map(({ method, path }) => `${method} ${path}`)).to.deep.equal(expected)
    })
  }

  const statuses: [string, number[]][] = [
    ['returns 201 Created', [201]],
    ['Status 400', [400]],
    ['duplicate → 409', [409]],
    ['duplicate -> HTTP 409', [409]],
    ['is refused (Status: 401)', [401]],
    ['returns 400 or 422', [400, 422]],
    ['404 Not Found for an unknown id', [404]],
    ['responds with a 503', [503]],
    ['expected status code: `204`', [204]],
    ['expect(404)', [404]],
    ['is denied with 403, logs it', [403]],
    ['handles 1,000 callbacks', []],
    ['returns 200 users', []],
    ['answers in 409 ms', []],
    ['returns 200 ms late', []],
    ['the 500 largest orders', []],
    ['returns 299', []],
  ]
  for (const [text, expected] of statuses) {
    it(`statuses of "${text}"`, () => {
      expect(readSentence(text).statuses).to.deep.equal(expected)
    })
  }

  it("knows the template's phrases and no others", () => {
    expect(readGeneric('Request/response schema validation')).to.equal('schema')
    expect(readGeneric('HTTP status code verification')).to.equal('status-codes')
    expect(readGeneric('Header and authentication validation')).to.equal('auth')
    expect(readGeneric('Error response format verification')).to.equal('error-format')
    expect(readGeneric('the basket is emptied')).to.equal(undefined)
    expect(readGeneric(`the schema ${'of everything that we ever thought of '.repeat(4)}`)).to.equal(undefined)
  })

  it('parts case ids from sentences', () => {
    expect(readId('IT-003: users are listed')).to.deep.equal({ id: 'IT-003', rest: 'users are listed' })
    expect(readId('[TC_12.1] users')).to.deep.equal({ id: 'TC_12.1', rest: 'users' })
    expect(readId('UTF-8 names are kept')).to.deep.equal({ rest: 'UTF-8 names are kept' })
    expect(readId('S3 is down')).to.deep.equal({ rest: 'S3 is down' })
  })

  it('reads severity and tags', () => {
    expect(readSeverity('a refund is booked [High priority]')).to.equal('high')
    expect(readSeverity('**Severity**: critical')).to.equal('critical')
    expect(readSeverity('a critical path')).to.equal(undefined)
    expect(readTags('@smoke a@b.io and @slow')).to.deep.equal(['smoke', 'slow'])
  })
})
