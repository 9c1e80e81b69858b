import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { LoaderChoice } from './loader-choice.js'

const HOOKS = 'node_modules/qa-integ/dist/src/mocha/index.js'

/**
 * The path of our hooks for mocha's `require`, from the project: mocha looks for the name of a package from where mocha lies, which is
 * somewhere else in a workspace of pnpm.
 */
export function hooksPath(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, HOOKS))) {
      const path = relative(cwd, join(folder, HOOKS)).replaceAll('\\', '/')
      return path.startsWith('.') ? path : `./${path}`
    }
    if (dirname(folder) === folder) return `./${HOOKS}`
  }
}

/** mocha's options, so that its own command, and editors, run the suites as `qa-integ run` does. */
export function mocharcText(cwd: string, suites: string, loader: LoaderChoice | undefined): string {
  const options = {
    ...(loader && loader.nodeOptions.length > 0 ? { 'node-option': loader.nodeOptions } : {}),
    require: [hooksPath(cwd)],
    spec: [`${suites}/**/*.integ.*`],
  }
  const lines = Object.entries(options).map(
    ([name, values]) => `  "${name}": [${values.map((one) => JSON.stringify(one)).join(', ')}]`,
  )
  return `{\n${lines.join(',\n')}\n}\n`
}
