import { state } from 'qa-integ'
import { database } from 'qa-integ/database'
import { apiKey, target } from 'qa-integ/http'
import { createApp } from '../shop/app.ts'
import { bank } from '../shop/data-source.ts'
import { Account, Post, User } from '../shop/entities.ts'

// Handles and states live in a file without scenarios, and every suite imports them. Declaring one costs nothing: the first scenario
// that is given it, or that has one of its steps, starts it; every scenario leaves it as it was.
export const db = database({ entities: { users: User, posts: Post, accounts: Account } })
// Only a data source of the application's own has migrations.
export const accounts = database({ dataSource: bank, name: 'accounts' })
export const shop = target({ app: () => createApp(db.dataSource), uses: [db] })
export const admin = shop.as(apiKey('test-key', { header: 'authorization' }))

export const userExists = state('a user exists', { id: 7, name: 'Ann' }, (user) => db.has(User, user).as('user'))
