import { CreateShop1793000000000 } from './1793000000000-create-shop.js'
import { IndexForeignKeys1794000000000 } from './1794000000000-index-foreign-keys.js'

/** Oldest first. */
export const migrations = [CreateShop1793000000000, IndexForeignKeys1794000000000]
