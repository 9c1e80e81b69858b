import { rmSync } from 'node:fs'
import { expect } from 'chai'
import { leftBehind, logOf, NOTHING } from './left-behind.js'
import { sharingProject } from './projects.js'
import { type Mode, runProject } from './run-project.js'

/** How often each is started by eight scenarios in four files, the half of which use processes of their own. */
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

/** Runs suites that share handles, and expects each to be started and stopped as often as promised, and nothing to be left. */
export async function expectCounts(mode: Mode, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const directory = sharingProject()
  try {
    const { by, output } = await runProject(directory, mode, { env })
    expect(by, output).to.equal(0)
    expect(output).to.match(/8 pass/)
    const starts = mode.includes('parallel') ? TWO_WORKERS : SERIAL
    const { 'closure without stop': _, ...stops } = starts
    expect(counted(logOf(directory), 'start'), mode).to.deep.equal(starts)
    expect(counted(logOf(directory), 'stop'), mode).to.deep.equal(stops)
    expect(await leftBehind(directory), mode).to.deep.equal(NOTHING)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function counted(lines: readonly string[], what: 'start' | 'stop'): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const line of lines) {
    const name = line.slice(what.length + 1)
    if (line.startsWith(`${what} `)) counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
