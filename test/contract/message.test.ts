import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { contract, mergePacts } from '../../src/contract/index.js'
import { given, state } from '../../src/index.js'
import { integer, like } from '../../src/match/index.js'
import { telling } from '../support/tell.js'
import { filesBelow, inFolder, pactIn } from './in-folder.js'
import { verifying } from './verified.js'

const userExists = state('a user exists', { id: 7 }, () => given('a user', () => {}))
const users = contract({ consumer: 'newsletter', provider: 'users-api' })
const created = users.given(userExists()).message('a user was created', { id: integer(7), name: like('Ann') })

describe('a message of a contract', () => {
  const stage = verifying()
  after(() => stage.end())

  it('is handed to the consumer, and written when it was handled', () =>
    inFolder(async (folder) => {
      const consumer = telling()
      consumer
        .scenario('the newsletter greets a new user')
        .when(created.handledBy(async (event) => `Welcome, ${event.name}`))
        .expect('by name', (greeting) => expect(greeting).to.equal('Welcome, Ann'))
      expect(await consumer.failure()).to.equal('')
      await mergePacts()
      expect(pactIn(folder, 'newsletter-users-api').interactions).to.deep.equal([
        {
          type: 'Asynchronous/Messages',
          description: 'a user was created',
          pending: false,
          providerStates: [{ name: 'a user exists', params: { id: 7 } }],
          contents: { content: { id: 7, name: 'Ann' }, contentType: 'application/json', encoded: false },
          matchingRules: {
            body: {
              '$.id': { combine: 'AND', matchers: [{ match: 'integer' }] },
              '$.name': { combine: 'AND', matchers: [{ match: 'type' }] },
            },
          },
        },
      ])
    }))

  it('is not written when its handler fails', () =>
    inFolder(async (folder) => {
      const consumer = telling()
      const refusing = created.handledBy(() => {
        throw new Error('no mail server')
      })
      consumer
        .scenario('a failing handler')
        .when(refusing)
        .expect('nothing', () => {})
      expect(await consumer.failure()).to.contain('no mail server')
      expect(filesBelow(folder)).to.deep.equal([])
    }))

  it('is handed anew to every handler', () =>
    inFolder(async () => {
      const consumer = telling()
      const spoiling = created.handledBy((event) => delete (event as { name?: string }).name)
      consumer
        .scenario('a spoiling handler')
        .when(spoiling)
        .expect('nothing', () => {})
      consumer
        .scenario('another one')
        .when(created.handledBy((event) => event.name))
        .expect('the name', (name) => expect(name).to.equal('Ann'))
      expect(await consumer.failure()).to.equal('')
      expect(created.example).to.deep.equal({ id: 7, name: 'Ann' })
    }))

  it('is verified by what its provider produces', () =>
    inFolder(async () => {
      const consumer = telling()
      consumer
        .scenario('a')
        .when(created.handledBy(() => 1))
        .expect('b', () => {})
      expect(await consumer.failure()).to.equal('')
      await mergePacts()
      const failures = (produce: () => unknown) =>
        stage.failures('users-api', { states: [userExists], messages: { 'a user was created': produce } })

      expect(await failures(async () => ({ id: 8, name: 'Bea', more: true }))).to.equal('')
      const wrong = await failures(() => ({ id: '8' }))
      expect(wrong).to.contain('newsletter: a user was created, given a user exists { id: 7 }')
      expect(wrong).to.contain('users-api does not keep what it promised to newsletter')
      expect(wrong).to.contain("body $.id: expected '8' (String) to be an integer")
      expect(await failures(() => undefined)).to.contain("a message's content is what JSON can hold")
      const throwing = await failures(() => {
        throw new Error('no such user')
      })
      expect(throwing).to.contain('no such user')
      expect(await stage.failures('users-api', { states: [userExists] })).to.contain(
        `messages: { 'a user was created': () => ({ id: 7, name: 'Ann' }) }`,
      )
      const idle = { 'a user was created': () => ({ id: 8, name: 'Bea' }), 'a user was removed': () => ({}) }
      expect(await stage.failures('users-api', { states: [userExists], messages: idle })).to.contain(
        'no pact names the message "a user was removed"; they name "a user was created"',
      )
    }))

  it('is verified from a pact of specification 3, too', () =>
    inFolder(async (folder) => {
      const pact = {
        consumer: { name: 'old' },
        provider: { name: 'users-api' },
        messages: [{ description: 'a user was created', contents: { id: 7 }, metadata: {} }],
        metadata: { pactSpecification: { version: '3.0.0' } },
      }
      writeFileSync(join(folder, 'old-users-api.json'), JSON.stringify(pact))
      const produce = (id: number) => ({ states: [], messages: { 'a user was created': () => ({ id }) } })
      expect(await stage.failures('users-api', produce(7))).to.equal('')
      expect(await stage.failures('users-api', produce(8))).to.contain(
        'body $.id: expected 8 (Integer) to be equal to 7',
      )
    }))
})
