import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type VerificationOptions, verification } from '../../src/contract/index.js'
import { workerWorld } from '../../src/handle/world.js'
import { type Handle, handle } from '../../src/index.js'
import type { Outcome } from '../../src/scenario/attempt.js'
import { currentHost, setHost } from '../../src/scenario/host.js'
import type { Declared } from '../../src/scenario/language.js'
import { runner } from '../../src/scenario/runner.js'

/** A stage on which verifications are performed, one after the other, in one world. */
export interface Verifying {
  /** Performs the scenarios of a verification. */
  outcomes(provider: string, options: VerificationOptions, timeout?: number): Promise<Outcome[]>
  /** Performs them and hands back the text of every failure, and '' where all passed. */
  failures(provider: string, options: VerificationOptions): Promise<string>
  end(): Promise<unknown[]>
}

/** Opens such a stage. */
export function verifying(): Verifying {
  const world = workerWorld({ tell: () => {}, refuse: () => undefined })
  const stage = runner({
    world,
    mask: { text: (text) => text, value: (value) => value, isClean: () => true },
    assertions: undefined,
  })
  const outcomes: Verifying['outcomes'] = async (provider, options, timeout = 10_000) => {
    const all: Outcome[] = []
    for (const one of declared(() => verification(provider, options)))
      all.push(
        await stage.perform({
          title: one.title,
          suites: [],
          at: { file: 'x', line: 1, column: 1 },
          site: one.site,
          options: one.options,
          plan: one.begin(),
          row: one.row,
          background: one.background,
          timeout,
          number: 0,
        }),
      )
    return all
  }
  return {
    outcomes,
    failures: async (provider, options) =>
      (await outcomes(provider, options))
        .map(({ record, error }) => (error ? `${record.title}\n${error.stack}` : ''))
        .join(''),
    end: () => world.stopAll(),
  }
}

/** What is declared while this runs, kept from the test runner. */
export function declared(declare: () => void): readonly Declared[] {
  const kept: Declared[] = []
  const host = currentHost()
  setHost({ register: (scenario) => void kept.push(scenario) })
  try {
    declare()
  } finally {
    setHost(host)
  }
  return kept
}

/** A target in this process. */
export function answering(listener: RequestListener): Handle & { readonly url: string } {
  const own = handle({
    name: 'users-api',
    start: async () => {
      const server = createServer(listener)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    },
    stop: (server) => {
      server.close()
      server.closeAllConnections()
    },
  })
  return Object.defineProperty({ ...own }, 'url', {
    get: () => `http://127.0.0.1:${(own.value.address() as AddressInfo).port}`,
  }) as unknown as Handle & { readonly url: string }
}
