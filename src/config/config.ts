/** What a project tells the command line; everything has a default that a usual project need not change. */
export interface Config {
  /** The folder of the suites, `*.integ.*`, and of providers' verifications, `*.provider.*`. */
  suites?: string
  /** The issue file with the plan, which results are written back to. */
  issue?: string
  /** The OpenAPI document that scaffolding reads. */
  openapi?: string
  /** The folder of the reports. */
  report?: string
  /** How TypeScript is loaded; chosen by what the project has where it is not told. */
  loader?: Loader
}

/** What loads the project's TypeScript: a package, or Node itself. */
export type Loader = 'tsx' | 'swc' | 'node'

/**
 * Types a configuration, `qa-integ.config.ts` or `.js`, for the editor.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'qa-integ'
 *
 * export default defineConfig({ suites: 'test/integration', openapi: 'openapi.yaml' })
 * ```
 */
export function defineConfig(config: Config): Config {
  return config
}

const KEYS: readonly string[] = ['suites', 'issue', 'openapi', 'report', 'loader']
const LOADERS: readonly string[] = ['tsx', 'swc', 'node']

/** Refuses a configuration that would be ignored or misread. */
export function checkConfig(value: unknown, file: string): Config {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${file} must export an object by default, as in export default { suites: 'test/integration' }`)
  for (const [key, told] of Object.entries(value)) {
    if (!KEYS.includes(key)) throw new Error(`${file}: "${key}" is no setting; there are ${KEYS.join(', ')}`)
    if (typeof told !== 'string') throw new Error(`${file}: "${key}" must be a text, not ${typeof told}`)
  }
  const { loader } = value as Config
  if (loader !== undefined && !LOADERS.includes(loader))
    throw new Error(`${file}: "${loader}" is no loader; there are ${LOADERS.join(', ')}`)
  return value as Config
}
