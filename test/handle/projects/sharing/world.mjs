import { setTimeout as pause } from 'node:timers/promises'
import { handle } from 'qa-integ'
import { answering, target } from 'qa-integ/http'
import { log, mark } from './marks.mjs'
import { asHandle } from './node_modules/qa-integ/dist/src/handle/handle.js'
import { life } from './node_modules/qa-integ/dist/src/handle/life.js'
import { askRun } from './node_modules/qa-integ/dist/src/handle/run-client.js'

const ms = (name, usual) => Number(process.env[name] ?? usual)

const closure = (name, per, start, stop) =>
  handle({
    name,
    per,
    start: async () => {
      const gone = mark(name)
      await pause(start)
      return gone
    },
    stop: async (gone) => {
      await pause(stop)
      gone()
    },
  })

export const ofScenario = closure('closure per scenario', 'scenario', 60, 20)
export const ofWorker = closure('closure per worker', 'worker', ms('START', 300), ms('STOP', 100))
export const stopless = handle({ name: 'closure without stop', start: () => log('start closure without stop') })

const server = (per) =>
  target({ name: per, command: ['node', 'server.mjs', `process per ${per}`], readyWhen: answering('/'), per })

export const serverOf = { scenario: server('scenario'), worker: server('worker'), run: server('run') }

const starter = { key: 'directory', module: new URL('directory.mjs', import.meta.url).href, starter: 'keepDirectory' }

export const directory = asHandle(
  life({ name: 'directory', start: () => askRun({ ...starter, spec: {} }), per: 'run', limit: 5_000 }),
)
