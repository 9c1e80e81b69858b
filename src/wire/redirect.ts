import type { Socket } from 'node:net'
import { type Address, isLocal, normalHost } from './address.js'
import { failLater, failLookup, hang, refuse } from './connect-fault.js'
import { bypassProxy } from './no-proxy.js'
import { type Switchboard, watchSockets } from './sockets.js'
import { UndeclaredHost } from './undeclared-host.js'

/** Where a connection to a declared host leads: to a port of this machine, or to one of the ways in which it can't be opened. */
export type Destination =
  | { readonly kind: 'to'; readonly port: number }
  | { readonly kind: 'refused' }
  | { readonly kind: 'dns' }
  | { readonly kind: 'hang' }

/** A host that is played here. */
export interface Declared {
  /** Of the handle that plays it. */
  readonly name: string
  readonly host: string
  /** Every port, where it is not told. */
  readonly port?: number
  /** The certificate authority, in PEM, that TLS clients shall trust at this address, and only here. */
  readonly trust?: string
}

/** A redirect that is in force. */
export interface Redirection {
  /** Closes the connections that it has led here, and waits until their clients have seen it: no pool hands one to the next scenario. */
  sever(): Promise<void>
  /** Ends it, and severs. */
  stop(): Promise<void>
}

interface Route extends Declared {
  readonly to: () => Destination
  readonly sockets: Set<Socket>
}

/** Told about each connection that was stopped because nobody declares its host. */
export type TellUndeclared = (error: UndeclaredHost) => void

interface Board {
  readonly routes: Set<Route>
  readonly allowed: Set<Partial<Address>>
  readonly guards: Set<TellUndeclared>
  unwatch: (() => void) | undefined
}

/** One for the process: a second copy of this package must not send away what the first one plays. */
const KEY = Symbol.for('qa-integ.wire')
const shared = globalThis as { [KEY]?: Board }

function board(): Board {
  shared[KEY] ??= { routes: new Set(), allowed: new Set(), guards: new Set(), unwatch: undefined }
  return shared[KEY]
}

/**
 * Leads every connection that this process opens to the declared address elsewhere, until it is stopped: whatever the client, its pools and
 * its own DNS look-up. `to` is asked once for each connection.
 *
 * @throws Error when another handle plays the address.
 */
export function redirect(declared: Declared, to: Destination | (() => Destination)): Redirection {
  const { routes } = board()
  const route: Route = {
    ...declared,
    host: normalHost(declared.host),
    to: typeof to === 'function' ? to : () => to,
    sockets: new Set(),
  }
  const other = [...routes].find(({ host, port }) => host === route.host && overlap(port, route.port))
  if (other) {
    throw new Error(
      `"${route.name}" and "${other.name}" both play ${route.host}${route.port === undefined ? '' : `:${route.port}`}; ` +
        'declare the host once and tell all its endpoints on that handle',
    )
  }
  const leave = join(routes, route)
  const useProxy = bypassProxy(route.host)
  return Object.freeze({
    sever: () => sever(route),
    async stop() {
      leave()
      useProxy()
      await sever(route)
    },
  })
}

/** Stops connections to hosts that nobody declares or allows, until what it hands back is called; this machine is always allowed. */
export function guardUndeclared(tell: TellUndeclared): () => void {
  return join(board().guards, tell)
}

/** Lets connections to this host through the guard, on every port or on one, until what it hands back is called. */
export function allow(host: string, port?: number): () => void {
  const address: Partial<Address> = { host: normalHost(host), ...(port === undefined ? {} : { port }) }
  const { allowed } = board()
  allowed.add(address)
  return () => void allowed.delete(address)
}

const switchboard: Switchboard = {
  connect(socket, address, leave) {
    const { routes, allowed, guards } = board()
    const route = find(routes, address)
    if (route) return follow(route, socket, address, leave)
    if (guards.size === 0 || isLocal(address.host) || find(allowed, address)) return leave()
    const error = new UndeclaredHost(address, [...routes])
    for (const tell of guards) tell(error)
    failLater(socket, () => error)
  },
  trusted(address, socket) {
    const { routes } = board()
    const route = [...routes].find(({ sockets }) => socket && sockets.has(socket)) ?? (address && find(routes, address))
    return route?.trust
  },
}

function follow(route: Route, socket: Socket, address: Address, leave: Parameters<Switchboard['connect']>[2]): void {
  const to = route.to()
  route.sockets.add(socket)
  socket.once('close', () => route.sockets.delete(socket))
  switch (to.kind) {
    case 'to':
      leave({ ...DIRECT, port: to.port })
      break
    case 'refused':
      refuse(socket, address)
      break
    case 'dns':
      failLookup(socket, address)
      break
    case 'hang':
      hang(socket)
  }
}

/** Nothing that the client has told about the real host holds here. */
const DIRECT = Object.freeze({
  host: '127.0.0.1',
  lookup: undefined,
  family: undefined,
  hints: undefined,
  localAddress: undefined,
  localPort: undefined,
})

async function sever({ sockets }: Route): Promise<void> {
  const open = [...sockets].filter((socket) => !socket.closed)
  const closed = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)))
  for (const socket of open) socket.destroy()
  await Promise.all(closed)
}

/** Adds a member; the sockets are watched as long as there is one. */
function join<T>(members: Set<T>, member: T): () => void {
  const { routes, guards } = board()
  members.add(member)
  board().unwatch ??= watchSockets(switchboard)
  return () => {
    members.delete(member)
    if (routes.size > 0 || guards.size > 0) return
    board().unwatch?.()
    board().unwatch = undefined
  }
}

function find<A extends Partial<Address>>(declared: Iterable<A>, { host, port }: Address): A | undefined {
  for (const each of declared) if (each.host === host && overlap(each.port, port)) return each
  return undefined
}

function overlap(one: number | undefined, other: number | undefined): boolean {
  return one === undefined || other === undefined || one === other
}
