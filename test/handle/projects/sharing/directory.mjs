import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { log } from './marks.mjs'
import { supervised } from './node_modules/qa-integ/dist/src/handle/supervised.js'

/** Runs in the main process: a process with a directory that goes with it, however it ends. */
export async function keepDirectory() {
  const directory = join(process.cwd(), 'live/directory')
  mkdirSync(directory, { recursive: true })
  log('start directory of the run')
  const { stop } = supervised(['sleep', '1000'], { remove: [directory] })
  return {
    value: directory,
    stop: async () => {
      await stop()
      log('stop directory of the run')
    },
  }
}
