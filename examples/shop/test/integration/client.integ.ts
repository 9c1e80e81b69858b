import { UserClient } from '@shop/client'
import { expect } from 'chai'
import { suite } from 'qa-integ'
import { contract, get } from 'qa-integ/contract'
import { integer, like } from 'qa-integ/match'
import { userExists } from './world.js'

const { scenario } = suite({ category: 'api', point: 'shop-web -> users-api' })

// An interaction is told in the same words, and is itself a given: "given that the provider keeps this promise".
const users = contract({ consumer: 'shop-web', provider: 'users-api' })

const headers = { accept: 'application/json', authorization: like('Bearer test-key') }

const userSeven = users
  .given(userExists({ id: 7 }))
  .when('a request for user 7', get('/api/users/7', { headers }))
  .expect(200, { id: integer(7), name: like('Ann') })

scenario('the client reads a user', { severity: 'high' })
  .given(userSeven)
  .when('it is asked for user 7', () => new UserClient(users.url, { apiKey: 'test-key' }).byId(7))
  .expect('it has the name', (user) => expect(user.name).to.equal('Ann'))

const noUser = users
  .when('a request for a user who is not there', get('/api/users/99', { headers }))
  .expect(404, { error: { code: 'not_found', message: like('User not found') } })

scenario('the client says that there is no such user')
  .given(noUser)
  .when('it is asked for user 99', () => new UserClient(users.url, { apiKey: 'test-key' }).byId(99))
  .expectError('with the status', (error) => expect(error).to.include({ status: 404, code: 'not_found' }))
