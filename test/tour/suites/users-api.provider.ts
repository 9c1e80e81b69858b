import { verification } from 'qa-integ/contract'
import { shop, userExists } from './world.ts'

// A second pass of `qa-integ run`: the consumers have run and their pacts are merged, or those of a broker are fetched, before this file loads.
// The state that the consumer named is the fixture that runs here, in the same isolation as any scenario's.
verification('users-api', {
  target: shop,
  states: [userExists],
  messages: { 'a user was created': () => ({ id: 7, name: 'Ann' }) },
})
