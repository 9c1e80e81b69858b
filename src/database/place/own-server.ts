import { chmodSync, chownSync } from 'node:fs'
import { type Supervised, supervised } from '../../handle/supervised.js'
import type { Scratch } from './scratch.js'

/** Database servers refuse to run as root; this user exists on every system and owns nothing. */
const NOBODY = 65_534

/** Who a server runs as, for `spawn`. */
export type As = Readonly<{ uid?: number; gid?: number }>

/** Gives the directory to the user that the server will run as. */
export function handOver({ path }: Scratch): As {
  const root = process.getuid?.() === 0
  if (root) chownSync(path, NOBODY, NOBODY)
  chmodSync(path, 0o700)
  return root ? { uid: NOBODY, gid: NOBODY } : {}
}

/** Runs a command as another user, and passes its own end on as the signal that this server takes for one. */
const WRAPPER = `
const { spawn } = require('node:child_process')
const [as, signal, file, ...args] = process.argv.slice(1)
const child = spawn(file, args, { stdio: 'inherit', ...JSON.parse(as) })
for (const end of ['SIGTERM', 'SIGINT']) process.on(end, () => child.kill(signal))
child.on('error', (error) => { process.stderr.write(error.message + '\\n'); process.exit(127) })
child.on('exit', (code) => process.exit(code ?? 1))
`

/** A server that can not outlive us. */
export interface OwnServer {
  /** How it ended and what it said last, once it has. */
  dead(): string | false
  stop(): Promise<void>
}

/** Starts a server in a directory that goes with it; `end` is the signal at which it ends without waiting for clients. */
export function ownServer(home: Scratch, as: As, end: NodeJS.Signals, command: readonly string[]): OwnServer {
  const server: Supervised = supervised([process.execPath, '-e', WRAPPER, JSON.stringify(as), end, ...command], {
    remove: [home.path],
  })
  let said = ''
  server.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000)
  })
  server.child.stdout?.resume()
  let how: number | string | undefined
  void server.ended.then((ended) => {
    how = ended
  })
  return Object.freeze({
    dead: () => how !== undefined && `it ended with ${how}: ${said.trim()}`,
    async stop() {
      await server.stop()
      home.remove()
    },
  })
}
