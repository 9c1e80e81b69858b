import { expect } from 'chai'
import { suite } from 'qa-integ'
import { Post, User } from '../../src/entities/index.js'
import { db, users } from './world.js'

// What both scenarios look at: a thousand users, ten posts of each of the first hundred.
const { scenario } = suite({ category: 'database', point: 'UserService -> users' })
  .given(db)
  .given(db.hasMany(User, 1_000, (i) => ({ name: `User ${i + 1}`, email: `user${i + 1}@example.com` })))
  .given(db.hasMany(Post, 1_000, (i) => ({ userId: (i % 100) + 1, title: `Post ${i + 1}` })))

scenario('a user is found by e-mail through the index')
  .when('one is looked up', () => users().byEmail('user500@example.com'))
  .expect('it is the right one', (user) => expect(user?.name).to.equal('User 500'))
  .expect(db.queries.useIndex(User, 'email'))
  .expect(db.queries.scanNothing())
  .expect(db.queries.atMost(1))

scenario('the busiest authors are counted by one query')
  .when('they are asked for', () => users().busiest(5))
  .expect('there are a hundred', (authors) => expect(authors).to.have.length(100))
  .expect('each with ten posts', (authors) => expect(authors[0]).to.deep.equal({ name: 'User 1', posts: 10 }))
  .expect(db.queries.atMost(1))
