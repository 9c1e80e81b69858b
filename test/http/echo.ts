import type { IncomingMessage, ServerResponse } from 'node:http'

/** What a server got. */
export interface Got {
  readonly method: string
  /** As it came over the wire. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The client's port: equal ones share a connection. */
  readonly port: number
}

/** Answers with what it got, as JSON. */
export async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const { method, url, headers, socket } = request
  const got = { method, url, headers, body: Buffer.concat(parts).toString(), port: socket.remotePort }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(got))
}
