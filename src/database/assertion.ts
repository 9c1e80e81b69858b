/** What a check throws when the product is not as told, so that reports tell it from a check that could not be made. */
export function assertion(message: string): Error {
  return Object.assign(new Error(message), { name: 'AssertionError' })
}
