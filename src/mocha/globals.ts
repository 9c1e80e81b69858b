/** What this package uses of mocha's interface. */
export interface MochaTest {
  readonly title: string
  readonly file?: string
  readonly parent?: MochaSuite
  retries(n: number): void
  timeout(ms: number): void
  currentRetry(): number
}

/** What is used of mocha's suites. */
export interface MochaSuite {
  readonly title: string
  readonly root: boolean
  readonly parent?: MochaSuite
  tests: readonly MochaTest[]
  readonly suites: readonly MochaSuite[]
  timeout(): number
}

/** `this` of a test, and of a root hook. */
export interface MochaContext {
  readonly test: MochaTest
  timeout(): number
  timeout(ms: number): void
  skip(): never
}

type Register = (title: string, body?: (this: MochaContext) => unknown) => MochaTest
/** mocha's `it`, with what hangs at it. */
export type It = Register & { only: Register; skip: Register }

/** mocha's `it` (`test` in its TDD interface), which exists while mocha loads a file. */
export function mochaIt(): It | undefined {
  const { it, test } = globalThis as unknown as { it?: It; test?: It }
  return it ?? test
}
