import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What Pact is asked: does its form of a shape match the body? */
export interface Question {
  readonly form: unknown
  readonly bodies: readonly unknown[]
}

/** What is used here of Pact's core, which is a dependency of Pact itself. */
interface Core {
  makeConsumerPact(consumer: string, provider: string, specification: number, logLevel: string): ConsumerPact
}
interface ConsumerPact {
  newInteraction(description: string): Record<
    'withRequest' | 'withRequestBody' | 'withResponseBody',
    (a: string, b: string) => boolean
  > & {
    withStatus(status: number): boolean
  }
  createMockServer(address: string, port: number): number
  cleanupMockServer(port: number): boolean
  writePactFile(folder: string, merge: boolean): void
}

const pactPath = createRequire(import.meta.url).resolve('@pact-foundation/pact')
const corePath = createRequire(pactPath).resolve('@pact-foundation/pact-core')
const { makeConsumerPact } = createRequire(pactPath)(corePath) as Core

const json = 'application/json'

/** The verdicts of Pact's mock server on the bodies as those of requests; one server for a few questions, as it compares each with all. */
export async function asRequests(questions: readonly Question[]): Promise<boolean[][]> {
  const verdicts: boolean[][] = []
  for (let at = 0; at < questions.length; at += 6) verdicts.push(...(await askMockServer(questions.slice(at, at + 6))))
  return verdicts
}

async function askMockServer(questions: readonly Question[]): Promise<boolean[][]> {
  const pact = makeConsumerPact('consumer', 'provider', 5, 'error')
  for (const [i, { form }] of questions.entries()) {
    const interaction = pact.newInteraction(String(i))
    interaction.withRequest('POST', `/${i}`)
    interaction.withRequestBody(JSON.stringify(form), json)
    interaction.withStatus(200)
  }
  const port = pact.createMockServer('127.0.0.1', 0)
  const ask = async (path: number, body: unknown): Promise<boolean> => {
    const answer = await fetch(`http://127.0.0.1:${port}/${path}`, {
      method: 'POST',
      headers: { 'content-type': json },
      body: JSON.stringify(body),
    })
    await answer.arrayBuffer()
    return answer.status === 200
  }
  try {
    return await Promise.all(questions.map(({ bodies }, i) => Promise.all(bodies.map((body) => ask(i, body)))))
  } finally {
    pact.cleanupMockServer(port)
  }
}

/** The verdicts of Pact's verifier on the bodies as those of answers. It prints, so it has a process of its own. */
export async function asAnswers(questions: readonly Question[]): Promise<boolean[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'qa-integ-match-'))
  const pact = makeConsumerPact('consumer', 'provider', 5, 'error')
  for (const [i, { form, bodies }] of questions.entries()) {
    for (const k of bodies.keys()) {
      const interaction = pact.newInteraction(`${i}/${k}`)
      interaction.withRequest('GET', `/${i}/${k}`)
      interaction.withStatus(200)
      interaction.withResponseBody(JSON.stringify(form), json)
    }
  }
  pact.writePactFile(folder, false)
  const server = createServer((request, response) => {
    const [i, k] = (request.url ?? '').slice(1).split('/').map(Number) as [number, number]
    response.setHeader('content-type', json).end(JSON.stringify(questions[i]?.bodies[k]))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const results = await verify(url, join(folder, 'consumer-provider.json'))
    return questions.map(({ bodies }, i) => bodies.map((_, k) => results.get(`${i}/${k}`) === 'OK'))
  } finally {
    server.close()
    await rm(folder, { recursive: true })
  }
}

const PROGRAM = `
const [core, providerBaseUrl, file] = process.argv.slice(1)
require(core)
  .default.verifyPacts({ provider: 'provider', providerBaseUrl, pactUrls: [file], logLevel: 'error' })
  .catch((error) => error.message)
  .then((results) => process.send(results, () => process.exit()))
`

function verify(url: string, file: string): Promise<ReadonlyMap<string, string>> {
  const child = spawn(process.execPath, ['--eval', PROGRAM, corePath, url, file], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('message', (text) => {
      const { interactionResults } = JSON.parse(String(text)) as {
        interactionResults: { description: string; result: string }[]
      }
      resolve(new Map(interactionResults.map(({ description, result }) => [description, result])))
    })
    child.once('exit', () => reject(new Error(`the verifier gave no results: ${said}`)))
  })
}
