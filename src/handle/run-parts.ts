import { randomBytes } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { within } from '../scenario/deadline.js'
import { asError } from '../scenario/failure.js'
import { realClearTimeout, realSetTimeout } from '../scenario/real-time.js'
import { type Answer, type Ask, asks, type RunPartSpec, type StartedPart } from './run-protocol.js'

/** The parts that belong to a run: kept by the main process, asked for by workers over a local socket. */
export interface RunParts {
  /** Where workers ask, for an environment variable. */
  readonly address: string
  /** The same answer as over the socket, for scenarios that run in this process. */
  ask(spec: RunPartSpec): Promise<unknown>
  /** Stops every part and the socket. */
  close(): Promise<void>
}

/** How long workers may take to leave what they hold, and parts to stop, in milliseconds. */
const PATIENCE = 20_000

/** Opens the socket on which workers ask for parts. */
export async function runParts(): Promise<RunParts> {
  const token = randomBytes(16).toString('hex')
  const parts = new Map<string, Promise<StartedPart>>()
  const sockets = new Set<Socket>()

  const ask = async (spec: RunPartSpec): Promise<StartedPart> => {
    let part = parts.get(spec.key)
    if (part === undefined) {
      part = startPart(spec)
      parts.set(spec.key, part)
      part.catch(() => spec.once || parts.delete(spec.key))
    }
    return part
  }
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    const released: (() => Promise<void>)[] = []
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      for (const release of released.splice(0)) void release().catch(() => {})
    })
    asks(socket, async (message: Ask): Promise<Answer> => {
      if (message.token !== token) return { id: message.id, error: 'the asking process does not belong to this run' }
      try {
        const part = await ask(message.spec)
        const leased = await part.lease?.()
        if (leased) released.push(leased.release)
        return { id: message.id, value: leased ? leased.value : part.value }
      } catch (error) {
        return { id: message.id, error: asError(error).message }
      }
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  server.unref()
  const { port } = server.address() as { port: number }

  return {
    address: `127.0.0.1:${port}:${token}`,
    async ask(spec) {
      const part = await ask(spec)
      return part.lease ? (await part.lease()).value : part.value
    },
    async close() {
      for (const socket of sockets) socket.end()
      await workersGone(sockets)
      for (const socket of sockets) socket.destroy()
      server.close()
      const started = [...parts.values()]
      parts.clear()
      const ends = await Promise.allSettled(started.map((part) => within(PATIENCE, stopped(part), tooSlow)))
      const failed = ends.find((end) => end.status === 'rejected')
      if (failed) throw failed.reason
    },
  }
}

async function startPart({ module, starter, spec }: RunPartSpec): Promise<StartedPart> {
  const loaded = (await import(module)) as Record<string, (spec: unknown) => Promise<StartedPart>>
  return loaded[starter]!(spec)
}

async function stopped(part: Promise<StartedPart>): Promise<void> {
  // One that could not start has said so to whoever asked for it.
  const started = await part.catch(() => undefined)
  await started?.stop()
}

function tooSlow(): Error {
  return new Error(`a part of the run did not stop within ${PATIENCE / 1_000} s`)
}

/** Waits until the workers have closed their connections, for what they hold must be given back first. */
function workersGone(sockets: ReadonlySet<Socket>): Promise<void> {
  if (sockets.size === 0) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = realSetTimeout(resolve, PATIENCE)
    for (const socket of sockets)
      socket.once('close', () => {
        if (sockets.size > 0) return
        realClearTimeout(timer)
        resolve()
      })
  })
}
