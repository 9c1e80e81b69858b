import { rmSync } from 'node:fs'
import { expect } from 'chai'
import { leftBehind, logOf, NOTHING } from './left-behind.js'
import { sharingProject } from './projects.js'
import { type Mode, runProject } from './run-project.js'

/** How often each was started in eight scenarios of four files. */
const SERIAL = {
  'closure per scenario': 8,
  'closure per worker': 1,
  'closure without stop': 1,
  'process per scenario': 4,
  'process per worker': 1,
  'process per run': 1,
  'directory of the run': 1,
}

/** A worker's end can be awaited once per file only, so what has to be stopped is stopped there. */
const TWO_WORKERS = { ...SERIAL, 'closure per worker': 4, 'process per worker': 4, 'closure without stop': 2 }

const counted = (lines: readonly string[], what: string) => {
  const counts: Record<string, number> = {}
  for (const line of lines)
    if (line.startsWith(`${what} `))
      counts[line.slice(what.length + 1)] = (counts[line.slice(what.length + 1)] ?? 0) + 1
  return counts
}

describe('handles shared by four files', () => {
  const runs: readonly [Mode, Record<string, number>][] = [
    ['serial', SERIAL],
    ['parallel', TWO_WORKERS],
    ['command', SERIAL],
    ['command, parallel', TWO_WORKERS],
  ]
  for (const [mode, starts] of runs)
    it(`start and stop as often as promised, and mocha ends by itself: ${mode}`, async () => {
      const directory = sharingProject()
      try {
        const { by, output } = await runProject(directory, mode)
        expect(by, output).to.equal(0)
        expect(output).to.match(/8 pass/)
        const { 'closure without stop': stopless, ...others } = starts
        expect(counted(logOf(directory), 'start')).to.deep.equal({ ...others, 'closure without stop': stopless })
        expect(counted(logOf(directory), 'stop')).to.deep.equal(others)
        expect(await leftBehind(directory)).to.deep.equal(NOTHING)
      } finally {
        rmSync(directory, { recursive: true, force: true })
      }
    })
})
