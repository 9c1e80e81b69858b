import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { handle } from 'qa-integ'
import { double } from 'qa-integ/component'
import { log, mark, ownMarks } from './marks.mjs'

/** A server, fresh for every scenario. */
export const server = handle({
  name: 'server',
  per: 'scenario',
  start: async () => {
    const own = createServer((_, response) => response.end())
    await new Promise((resolve) => own.listen(0, '127.0.0.1', resolve))
    const { port } = own.address()
    log(`port ${port}`)
    return { port, own, gone: mark('server') }
  },
  stop: async ({ own, gone }) => {
    own.closeAllConnections()
    await new Promise((resolve) => own.close(resolve))
    gone()
  },
})

/** A table that every scenario finds empty. */
export const table = handle({
  name: 'table',
  start: () => ({ insert: () => void mark('row') }),
  reset: () => removeRows(),
  stop: () => removeRows(),
})

function removeRows() {
  for (const name of ownMarks()) if (name.startsWith('row')) rmSync(join('live', name))
}

export class Gateway {
  charge() {
    return 'charged'
  }
}

export const gateway = double(Gateway)

/** A socket to the server. */
export function openSocket() {
  const gone = mark('socket')
  const socket = connect(server.value.port, '127.0.0.1').on('error', () => {})
  return () => {
    socket.destroy()
    gone()
  }
}

/** A start that goes wrong, after what it uses has started. */
export const badStart = (how, misbehave) =>
  handle({
    name: `bad start, ${how}`,
    per: 'scenario',
    within: how === 'time-out' ? '100ms' : '20s',
    start: async ({ uses, signal }) => {
      await uses(server)
      await uses(table)
      table.value.insert()
      let gone
      await misbehave({ signal, defer: (cleanUp) => (gone = cleanUp) })
      return gone
    },
    stop: (gone) => gone?.(),
  })

/** What a step does that is killed this way; it cleans up after itself also when it ends late. */
export const misbehaviour = {
  throw: () => {
    throw new Error('killed')
  },
  reject: async () => {
    await pause(1)
    throw new Error('killed')
  },
  'time-out': ({ defer }) => late(() => pause(150), defer),
  hang: () => new Promise(() => {}),
  interrupt: ({ defer, signal }) =>
    late(async () => {
      log('killable')
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      await pause(50)
    }, defer),
}

/** Makes something, and comes to tell how it is removed when nobody waits for it any more. */
async function late(until, defer) {
  const gone = mark('late file')
  await until()
  defer(gone)
}
