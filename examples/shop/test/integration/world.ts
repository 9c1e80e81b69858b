import { state } from 'qa-integ'
import { database } from 'qa-integ/database'
import { apiKey, bearer, target } from 'qa-integ/http'
import { service } from 'qa-integ/service'
import { createApp, createDataSource, User } from '../../src/index.js'

// Handles and states stand in a file without scenarios, and every suite imports them. Declaring one costs nothing: the
// first scenario that is given it, or has one of its steps, starts it; every scenario leaves it as it was.
export const db = database({ dataSource: () => createDataSource() })

/** The shop in this process, on its migrated database. */
export const shop = target({ app: () => createApp(db.dataSource), uses: [db] })
export const admin = shop.as(bearer('test-key'))
export const customer = shop.as(apiKey('user-key', { header: 'x-api-key' }))

/** Third parties at their real addresses; the shop is not told that they are played. */
export const payments = service('payments', { at: 'https://api.payment-service.com' })
export const emails = service('emails', { at: 'https://api.email-service.com' })
export const auth = service('auth', { at: 'https://auth.service.com' })

/** A provider state of the users' contract, a fixture of the database and a given of the API in one. */
export const userExists = state('a user exists', { id: 7, name: 'Ann' }, (user) => db.has(User, user).as('user'))
