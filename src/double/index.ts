export type { ArgumentMatcher, Called, CalledWord, ToldArguments } from './called.js'
export { called } from './called.js'
export { double } from './double.js'
export type { Callable, Spied } from './spied.js'
