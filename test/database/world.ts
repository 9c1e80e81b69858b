import { database } from '../../src/database/index.js'
import { Account, Egg, Hen, Post, Tag, User } from './entities.js'

export const db = database({
  entities: { users: User, posts: Post, tags: Tag, postTags: 'post_tags', accounts: Account, hens: Hen, eggs: Egg },
})
