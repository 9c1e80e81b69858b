import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const live = join(process.cwd(), 'live')

/** Writes a line to the project's log. */
export const log = (line) => appendFileSync(join(process.cwd(), 'log'), `${line}\n`)

/** The marks of this process. */
export const ownMarks = () => readdirSync(live).filter((name) => name.includes(` ${process.pid} `))

/** Tells that something has begun to exist; hands back what tells that it is gone. */
export function mark(name) {
  const file = join(live, `${name} ${process.pid} ${Math.random()}`)
  mkdirSync(live, { recursive: true })
  writeFileSync(file, '')
  log(`start ${name}`)
  return () => {
    rmSync(file)
    log(`stop ${name}`)
  }
}
