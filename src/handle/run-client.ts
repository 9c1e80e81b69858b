import { connect, type Socket } from 'node:net'
import type { RunParts } from './run-parts.js'
import { type Answer, lines, type RunPartSpec } from './run-protocol.js'

/** Names the environment variable in which workers find the main process. */
export const RUN_ADDRESS = 'QA_INTEG_RUN_PARTS'

interface Client {
  local?: RunParts
  connection?: Promise<Connection>
}

interface Connection {
  ask(spec: RunPartSpec): Promise<unknown>
  readonly socket: Socket
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
  return (await client.connection).ask(spec)
}

/** Calls back when the main process has ended, or wants its workers to end; it waits until they have. */
export async function whenRunEnds(tell: () => void): Promise<void> {
  const address = process.env[RUN_ADDRESS]
  if (!address) return
  client.connection ??= open(address)
  const { socket } = await client.connection
  socket.once('end', tell)
}

/** A connection that lives across a worker's files; the worker holds what it was lent for as long as it is open. */
async function open(address: string): Promise<Connection> {
  const [host, port, token] = address.split(':') as [string, string, string]
  const socket = await new Promise<Socket>((resolve, reject) => {
    // Half open: the main process sees our end when we have left what we hold.
    const opened = connect({ port: Number(port), host, allowHalfOpen: true }, () => resolve(opened))
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
  socket.on('error', lost).on('end', lost).on('close', lost)
  lines<Answer>(socket, ({ id, value, error }) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) socket.unref()
    if (error === undefined) asked?.resolve(value)
    else asked?.reject(new Error(error))
  })
  let ids = 0
  const ask = (spec: RunPartSpec) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++ids
      waiting.set(id, { resolve, reject })
      socket.ref()
      socket.write(`${JSON.stringify({ id, token, spec })}\n`)
    })
  return { ask, socket }
}
