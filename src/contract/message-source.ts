import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Answers Pact's verifier with the content of one message. */
export interface MessageSource {
  /** On 127.0.0.1. */
  readonly port: number
  close(): void
}

/** Serves this content, as JSON, to whoever asks. */
export async function messageSource(content: unknown): Promise<MessageSource> {
  const body = JSON.stringify(content)
  if (body === undefined)
    throw new Error(`a message's content is what JSON can hold, and what was produced is ${typeof content}`)
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(body))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
