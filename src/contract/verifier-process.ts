import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { asHandle, START_LIMIT } from '../handle/handle.js'
import { life } from '../handle/life.js'
import { corePath } from './native.js'
import { CORE, VERIFIER, type VerifierAnswer, type VerifierAsk } from './verifier-script.js'

/** Pact's verifier in a process of its own. */
interface Verifier {
  /** The report of Pact's verifier, as JSON; when the signal is aborted, the process ends. */
  verify(ask: Omit<VerifierAsk, 'id'>, signal: AbortSignal): Promise<string>
  stop(): Promise<void>
}

const own = life<Verifier>({
  name: "Pact's verifier",
  start: () => verifier(corePath()),
  stop: (value) => value.stop(),
  per: 'worker',
  limit: START_LIMIT,
})

/** The verifier as a part of the world: started by the first verification of a worker. */
export const pactVerifier = asHandle(own)

/** Replays a pact, in a scenario that has a step of a verification. */
export function verify(ask: Omit<VerifierAsk, 'id'>, signal: AbortSignal): Promise<string> {
  return own.value().verify(ask, signal)
}

interface Connection {
  readonly child: ChildProcess
  ask(ask: VerifierAsk): Promise<string>
  /** Ends the process, and resolves when it is gone. */
  close(): Promise<void>
}

async function verifier(core: string): Promise<Verifier> {
  let connection: Connection | undefined = await connect(core)
  let ids = 0
  const close = async (): Promise<void> => {
    const open = connection
    connection = undefined
    await open?.close()
  }
  return {
    async verify(ask, signal) {
      connection ??= await connect(core)
      // What hangs in it can't be stopped otherwise; the next one gets a fresh process.
      const abort = () => void close()
      signal.addEventListener('abort', abort, { once: true })
      try {
        return await connection.ask({ id: ++ids, ...ask })
      } catch (error) {
        if (connection?.child.connected === false) await close()
        throw error
      } finally {
        signal.removeEventListener('abort', abort)
      }
    },
    stop: close,
  }
}

/** How much of what a process said last is kept, in characters. */
const TAIL = 2_000

async function connect(core: string): Promise<Connection> {
  const child = spawn(process.execPath, ['-e', VERIFIER], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A session of its own: a terminal's interrupt reaches us, and we end it in order.
    detached: process.platform !== 'win32',
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      PACT_DO_NOT_TRACK: 'true',
      // What is verified in this network is not asked for through a proxy.
      NO_PROXY: [process.env.NO_PROXY, 'localhost,127.0.0.1,::1'].filter(Boolean).join(','),
      [CORE]: core,
    },
  })
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-TAIL)
  })
  const waiting = new Map<number, { resolve(report: string): void; reject(error: Error): void }>()
  const ended = new Promise<void>((resolve) => {
    const end = (how: string) => {
      for (const { reject } of waiting.values())
        reject(new Error(`Pact's verifier ended (${how})${said && `, saying:\n${said.trim()}`}`))
      waiting.clear()
      resolve()
    }
    child.once('error', (error) => end(error.message))
    child.once('exit', (code, signal) => end(`code ${code ?? signal}`))
  })
  child.on('message', ({ id, report, error }: VerifierAnswer) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) child.channel?.unref()
    if (error === undefined) asked?.resolve(report ?? '')
    else asked?.reject(new Error(error))
  })
  const answer = (id: number) =>
    new Promise<string>((resolve, reject) => {
      waiting.set(id, { resolve, reject })
    })
  const ready = answer(0)
  await ready
  // Idle, it keeps no process alive.
  child.unref()
  ;(child.stderr as Socket).unref()
  return {
    child,
    ask(ask) {
      const answered = answer(ask.id)
      child.channel?.ref()
      child.send(ask)
      return answered
    },
    async close() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}
