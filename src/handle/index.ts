export type { Handle, HandleOptions } from './handle.js'
export { handle } from './handle.js'
