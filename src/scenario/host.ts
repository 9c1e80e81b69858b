import type { Host } from './language.js'

const KEY = Symbol.for('qa-integ.host')
const home = globalThis as { [KEY]?: Host }

/** Makes a test runner the one under which areas register scenarios of their own. */
export function setHost(host: Host): void {
  home[KEY] = host
}

/** The test runner under which an area registers scenarios that it derives, such as those of a provider's verification. */
export function currentHost(): Host {
  const host = home[KEY]
  if (host === undefined)
    throw new Error(
      'no test runner knows qa-integ yet; add "require": ["qa-integ/mocha"] to .mocharc.json, or run `npx qa-integ run`',
    )
  return host
}
