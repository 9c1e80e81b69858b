import { running } from '../scenario/running.js'
import { mask } from '../wire/index.js'
import { worker } from './worker.js'

const KEY = Symbol.for('qa-integ.early-exit')
const home = globalThis as { [KEY]?: boolean }

/** What stands in the sentence about a process that was ended from inside. */
export const ENDED_EARLY = 'the process ended before mocha had'

/** Sees to it that a process which ends before mocha has, as by `process.exit()` in the code under test, says so and does not end well. */
export function refuseEarlyExit(): void {
  if (home[KEY]) return
  home[KEY] = true
  process.on('exit', (code) => {
    const { stopped, atWork } = worker()
    const run = running()
    // What ends with another code, and runs no scenario, has told why.
    if (stopped || (run === undefined && !(atWork && code === 0))) return
    if (code === 0) process.exitCode = 1
    process.stderr.write(`qa-integ: ${mask(sentence(run?.title))}\n`)
  })
}

function sentence(title: string | undefined): string {
  if (title === undefined)
    return `${ENDED_EARLY}: a suite, or what it calls, ended it, as process.exit() does; what is missing from the results was not run`
  return `${ENDED_EARLY}, while scenario "${title}" ran: what it calls must not end the process, as process.exit() does; neither it nor what comes after it has a result`
}
