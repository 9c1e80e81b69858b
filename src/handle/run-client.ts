import { connect, type Socket } from 'node:net'
import type { RunParts } from './run-parts.js'
import { type Answer, lines, type RunPartSpec } from './run-protocol.js'

/** Names the environment variable in which workers find the main process. */
export const RUN_ADDRESS = 'QA_INTEG_RUN_PARTS'

interface Client {
  local?: RunParts
  connection?: Promise<(spec: RunPartSpec) => Promise<unknown>>
}

const KEY = Symbol.for('qa-integ.run-client')
const home = globalThis as { [KEY]?: Client }
home[KEY] ??= {}
const client: Client = home[KEY]

/** Makes the parts of this process's own run known, for scenarios that run beside them. */
export function keepLocal(parts: RunParts | undefined): void {
  if (parts) client.local = parts
  else delete client.local
}

/** Asks the run for a part; what comes back has travelled as JSON. */
export async function askRun(spec: RunPartSpec): Promise<unknown> {
  if (client.local) return client.local.ask(spec)
  const address = process.env[RUN_ADDRESS]
  if (!address)
    throw new Error(
      'nobody keeps the parts of this run; load the hooks: add "require": ["qa-integ/mocha"] to .mocharc.json',
    )
  client.connection ??= open(address)
  return (await client.connection)(spec)
}

/** A connection that lives across a worker's files; the worker holds what it was lent for as long as it is open. */
async function open(address: string): Promise<(spec: RunPartSpec) => Promise<unknown>> {
  const [host, port, token] = address.split(':') as [string, string, string]
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened = connect(Number(port), host, () => resolve(opened))
    opened.once('error', reject)
  })
  socket.unref()
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const lost = () => {
    delete client.connection
    for (const { reject } of waiting.values()) reject(new Error('the main process of the run has ended'))
    waiting.clear()
    socket.unref()
  }
  socket.on('error', lost).on('close', lost)
  lines<Answer>(socket, ({ id, value, error }) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) socket.unref()
    if (error === undefined) asked?.resolve(value)
    else asked?.reject(new Error(error))
  })
  let ids = 0
  return (spec) =>
    new Promise((resolve, reject) => {
      const id = ++ids
      waiting.set(id, { resolve, reject })
      socket.ref()
      socket.write(`${JSON.stringify({ id, token, spec })}\n`)
    })
}
