import type { Framework } from './framework.js'

/** An application that suites can import. */
export interface FoundApp {
  readonly framework: Framework
  /** Relative to the project. */
  readonly file: string
  /** The export's name; `default`, or `module` where it is all that the module exports. */
  readonly exported: string
  readonly local: string
  /** A function that makes it, the application itself, or Nest's module. */
  readonly form: 'factory' | 'value' | 'module'
  /** What the function has to be given. */
  readonly needs: 'nothing' | 'dataSource' | 'arguments'
}
