import { Socket } from 'node:net'
import tls from 'node:tls'
import { type Address, addressOf, type ConnectOptions, connectOptions } from './address.js'

/** Decides about a connection before it is opened: `leave` opens it as if nobody had looked. */
export interface Switchboard {
  connect(socket: Socket, address: Address, leave: (elsewhere?: ConnectOptions) => void): void
  /** The certificate that a TLS client must trust at this address, or on this socket, when it is played here. */
  trusted(address: Address | undefined, socket: Socket | undefined): string | undefined
}

type Connect = (this: Socket, ...args: unknown[]) => Socket
type SecureContext = typeof tls.createSecureContext

/**
 * Puts the switchboard between this process and every socket that it opens: all HTTP clients end up in `net.Socket.connect`, and TLS ones
 * in `tls.createSecureContext`. Hands back what puts the originals back.
 */
export function watchSockets(board: Switchboard): () => void {
  let watching = true
  const undo = [
    replace(Socket.prototype as { connect: Connect }, 'connect', (original) => {
      return function connect(this: Socket, ...args) {
        const options = watching ? connectOptions(args) : undefined
        const address = options && addressOf(options)
        if (!options || !address) return original.apply(this, args)
        const listener = (Array.isArray(args[0]) ? args[0] : args).findLast((arg) => typeof arg === 'function')
        let opened = false
        board.connect(this, address, (elsewhere) => {
          opened = true
          if (elsewhere) original.call(this, { ...options, ...elsewhere }, listener)
          else original.apply(this, args)
        })
        if (!opened && listener) this.once('connect', listener)
        return this
      }
    }),
    replace(tls as { createSecureContext: SecureContext }, 'createSecureContext', (original) => {
      return function createSecureContext(options) {
        const { socket, ...rest } = (options ?? {}) as ConnectOptions & { socket?: Socket }
        const ca = watching ? board.trusted(addressOf(rest), socket) : undefined
        return original(ca === undefined ? options : { ...options, ca })
      }
    }),
  ]
  return () => {
    watching = false
    for (const back of undo) back()
  }
}

/** Puts a function in the place of another one; it stays there, without effect, if somebody else has wrapped it since. */
function replace<K extends string, F>(owner: { [P in K]: F }, key: K, make: (original: F) => F): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, key)!
  const ours = make(owner[key])
  Object.defineProperty(owner, key, { ...before, value: ours })
  return () => {
    if (owner[key] === ours) Object.defineProperty(owner, key, before)
  }
}
