export { Account } from './account.js'
export { Post } from './post.js'
export { User } from './user.js'
