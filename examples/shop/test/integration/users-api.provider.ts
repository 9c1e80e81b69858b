import { verification } from 'qa-integ/contract'
import { shop, userExists } from './world.js'

// A second pass of `qa-integ run`: the consumers have run and their pacts are put together before this file loads. The
// state that the consumer named is the fixture that runs here, in the same isolation as any scenario's.
verification('users-api', { target: shop, states: [userExists] })
