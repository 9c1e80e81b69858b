import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const MAIN = resolve(import.meta.dirname, '../../dist/src/cli/main.js')

/** Says what is missing where a test runs what was built, rather than letting it fail by a module that is not found. */
export function mustBeBuilt(): void {
  if (!existsSync(MAIN))
    throw new Error('this test runs the built package, and there is no dist/; run `npm run build` first')
}
