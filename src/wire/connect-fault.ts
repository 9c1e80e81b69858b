import type { Socket } from 'node:net'
import { constants } from 'node:os'
import type { Address } from './address.js'

/** Of the range for documentation, RFC 5737: what the host would have resolved to. */
const SOME_ADDRESS = '203.0.113.7'

/** UV_EAI_NONAME */
const NO_NAME = -3008

/** The socket fails as Node's own does when nobody listens at the address. */
export function refuse(socket: Socket, { port }: Address): void {
  failLater(socket, () =>
    Object.assign(new Error(`connect ECONNREFUSED ${SOME_ADDRESS}:${port}`), {
      errno: -constants.errno.ECONNREFUSED,
      code: 'ECONNREFUSED',
      syscall: 'connect',
      address: SOME_ADDRESS,
      port,
    }),
  )
}

/** The socket fails as Node's own does when the name is not known. */
export function failLookup(socket: Socket, { host }: Address): void {
  failLater(socket, () => {
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
      errno: NO_NAME,
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
      hostname: host,
    })
    socket.emit('lookup', error, undefined, undefined, host)
    return error
  })
}

/** The socket stays as it is while the other side does not answer. */
export function hang(socket: Socket): void {
  ;(socket as { connecting: boolean }).connecting = true
}

/** The socket fails in the next tick, when its owner has had the time to listen. */
export function failLater(socket: Socket, error: () => Error): void {
  hang(socket)
  process.nextTick(() => {
    if (!socket.destroyed) socket.destroy(error())
  })
}
