import { expect } from 'chai'
import { suite } from '../../src/index.js'
import { integer } from '../../src/match/index.js'
import { Account, Post, Tag, User } from './entities.js'
import { db } from './world.js'

const { scenario } = suite({ category: 'database', point: 'UserService -> users' }).given(db)

describe('rows of a database', () => {
  scenario('a row is stored, and the scenario sees what moved')
    .when('a user is inserted', () => db.repository(User).save({ email: 'ann@x.io', name: 'Ann' }))
    .expect('it has the first id', (user) => expect(user.id).to.equal(1))
    .expect(db.row(User, { email: 'ann@x.io' }, { id: integer(), name: 'Ann', role: 'user', password: null }))
    .expect(db.none(User, { email: 'bob@x.io' }))
    .expect(db.delta({ users: +1 }))

  scenario('the next one finds the ids where they were')
    .when('a user is inserted', () => db.repository(User).save({ email: 'ann@x.io', name: 'Ann' }))
    .expect('it has the first id again', (user) => expect(user.id).to.equal(1))

  scenario('what is not named is filled with valid values')
    .given(db.has(User).as('one'))
    .given(db.has(User, { name: 'Bob' }).as('two'))
    .when('they are looked at', ({ one, two }) => [one, two] as const)
    .expect('they differ where they must', ([one, two]) => {
      expect(one).to.be.instanceOf(User)
      expect(one.email).to.equal('email1@example.com')
      expect(two.email).to.equal('email2@example.com')
      expect(two.name).to.equal('Bob')
      expect(one.role).to.equal('user')
      expect(one.createdAt).to.be.instanceOf(Date)
      expect(one.password).to.equal(null)
    })
    .expect(db.unchanged())

  scenario('parents are made first')
    .given(db.has(Tag, { code: 'abc' }).as('tag'))
    .given(db.has(Post, { title: 'T' }).as('post'))
    .when('the parents are looked up', async ({ tag, post }) => ({
      owner: tag.owner,
      user: await db.repository(User).findOneByOrFail({ id: post.userId }),
    }))
    .expect('each has its own', ({ owner, user }) => expect(owner.id).to.not.equal(user.id))
    .expect(db.row(Tag, ({ tag }) => ({ id: tag.id }), { code: 'abc', hidden: false }))
    .expect(db.row(Tag, ({ tag }) => ({ owner: tag.owner }), { id: '00000000-0000-4000-8000-000000000001' }))

  scenario('rows of the context')
    .given(db.has(User).as('user'))
    .given(db.has(Post, ({ user }) => ({ userId: user.id })))
    .when('the user is removed', ({ user }) => db.repository(User).delete(user.id))
    .expect(db.delta({ users: -1, posts: -1 }))

  scenario('a cell that changed is a change')
    .given(db.has(Account, { iban: 'A', balance: 100 }))
    .when('it is booked', () => db.repository(Account).update({ iban: 'A' }, { balance: 70 }))
    .expect(db.delta({ accounts: { changed: 1 } }))

  scenario('a key that changed is another row')
    .given(db.has(Account, { iban: 'A', balance: 100 }))
    .when('it is renamed', () => db.repository(Account).update({ iban: 'A' }, { iban: 'B' }))
    .expect(db.delta({ accounts: { added: 1, removed: 1 } }))

  scenario('what is put back within the when did not move')
    .given(db.has(Account, { iban: 'A', balance: 100 }))
    .when('it is booked to and fro', async () => {
      await db.repository(Account).update({ iban: 'A' }, { balance: 70 })
      await db.repository(Account).update({ iban: 'A' }, { balance: 100 })
      await db.repository(Account).delete({ iban: 'A' })
      await db.repository(Account).insert({ iban: 'A', balance: 100 })
    })
    .expect(db.unchanged())

  scenario('a transaction that fails moves nothing')
    .when('it fails after an insert', () =>
      db.dataSource.transaction(async (manager) => {
        await manager.insert(Account, { iban: 'A', balance: 1 })
        await manager.insert(Account, { iban: 'B', balance: -1 })
      }),
    )
    .expectError('the check', (error) => expect(error.message).to.contain('accounts_balance'))
    .expect(db.unchanged())

  scenario('a table without an entity is named by its own')
    .given(db.has(Post).as('post'))
    .given(db.has(Tag).as('tag'))
    .when('they are joined', ({ post, tag }) =>
      db.dataSource.createQueryBuilder().relation(Post, 'tags').of(post.id).add(tag.id),
    )
    .expect(db.delta({ postTags: +1 }))

  scenario('many rows by one statement')
    .given(db.hasMany(Tag, 500, (i) => ({ code: i.toString(36), bytes: Buffer.from([i % 256]), extra: { i } })))
    .given(db.hasMany(Account, 3))
    .when('they are counted', async () => [
      await db.repository(Tag).count(),
      await db.repository(User).count(),
      await db.repository(Account).count(),
    ])
    .expect('all of them, with one parent', (counts) => expect(counts).to.deep.equal([500, 1, 3]))
    .expect(db.row(Tag, { code: 'dv' }, { extra: { i: 499 }, hidden: false }))

  scenario('a soft-deleted row is a row')
    .given(db.has(User).as('user'))
    .when('it is deleted softly', ({ user }) => db.repository(User).softDelete(user.id))
    .expect(db.delta({ users: { changed: 1 } }))

  scenario('nothing is left of any of them')
    .when('all rows are counted', async () => {
      const { entityMetadatas } = db.dataSource
      return Promise.all(entityMetadatas.map(({ tableName }) => db.dataSource.query(`SELECT * FROM "${tableName}"`)))
    })
    .expect('none', (all) => expect(all.flat()).to.deep.equal([]))
})
