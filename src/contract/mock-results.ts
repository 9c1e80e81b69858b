import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { now, realSetImmediate } from '../scenario/real-time.js'
import type { Native } from './native.js'
import type { MockResult } from './request-problems.js'

/** A method that no contract can tell, so that no interaction takes the request for its own. */
const METHOD = 'REPORT'
/** How long the mock server may take to note a request that it has answered, in milliseconds. */
const PATIENCE = 5_000

/**
 * What Pact's mock server has to report of all requests that it has answered by now. Before version 17 it notes a request
 * some time after the answer, in the order in which they came; so a last one is sent, and waited for until it is noted.
 */
export async function mockResults(native: Native, port: number): Promise<readonly MockResult[]> {
  const path = `/${randomUUID()}`
  await send(port, path)
  const until = now() + PATIENCE
  for (;;) {
    const results = JSON.parse(native.pactffiMockServerMismatches(port)) as MockResult[]
    if (results.some((result) => result.type === 'request-not-found' && result.request.path === path))
      return results.filter((result) => result.type !== 'request-not-found' || result.request.method !== METHOD)
    if (now() > until) throw new Error(`Pact's mock server noted nothing within ${PATIENCE / 1_000} s`)
    await new Promise((resolve) => realSetImmediate(resolve))
  }
}

function send(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method: METHOD, agent: false })
      .once('response', (response) => response.resume().once('end', resolve))
      .once('error', reject)
      .end()
  })
}
