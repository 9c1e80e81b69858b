import type { Socket } from 'node:net'

/** A part of a run, described in data: the main process loads no suite and can run no closure of one. */
export interface RunPartSpec {
  /** Equal keys share one part. */
  readonly key: string
  /** The URL of the module that can start it. */
  readonly module: string
  /** The name of the exported starter: `(spec) => Promise<StartedPart>`. */
  readonly starter: string
  readonly spec: unknown
  /** A start takes so long that one which has failed is not tried again for the next scenario. */
  readonly once?: boolean
}

/** A part that the main process has started. */
export interface StartedPart {
  /** What workers are told of it; travels as JSON. */
  readonly value: unknown
  stop(): Promise<void>
  /** A share for one worker, given back when the worker's connection closes. */
  lease?(): Promise<{ value: unknown; release(): Promise<void> }>
}

/** A line from a worker to the main process: it asks for a part of the run. */
export interface Ask {
  readonly id: number
  readonly token: string
  readonly spec: RunPartSpec
}

/** The line that answers an `Ask` of the same id: a value, or the message of an error. */
export interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}

/** Calls `take` with each JSON line that comes in. */
export function lines<T>(socket: Socket, take: (message: T) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop()!
    for (const line of parts) take(JSON.parse(line) as T)
  })
}

/** Answers each ask that comes in. */
export function asks(socket: Socket, answer: (ask: Ask) => Promise<Answer>): void {
  lines<Ask>(socket, async (ask) => {
    const told = await answer(ask)
    if (!socket.destroyed) socket.write(`${JSON.stringify(told)}\n`)
  })
}
