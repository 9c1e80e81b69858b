export { ApiError } from './api-error.js'
export { type NewUser, type User, UserClient, type UserClientOptions } from './user-client.js'
