import { rmSync } from 'node:fs'
import { expect } from 'chai'
import { expectCounts } from '../handle/counts.js'
import { expectNothingOfPhase, expectNothingOfRun } from '../handle/kill.js'
import { leftBehind, NOTHING } from '../handle/left-behind.js'
import { PHASES, phasesProject } from '../handle/projects.js'
import { MODES, runProject } from '../handle/run-project.js'

describe('handles, in every way of running suites', () => {
  for (const mode of MODES) {
    it(`${mode}: a start of 3 s and a stop of 1 s, started and stopped as often as promised`, () =>
      expectCounts(mode, { START: '3000', STOP: '1000' }))

    // mocha's outer process passes an interrupt on, and no other end.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const)
      if (mode !== 'wrapped' || signal === 'SIGINT')
        it(`${mode}: ${signal} leaves nothing behind`, () => expectNothingOfRun(mode, signal))

    for (const phase of PHASES)
      it(`${mode}: SIGINT in ${phase} leaves nothing behind`, () => expectNothingOfPhase(phase, mode))

    it(`${mode}: a clean-up that hangs keeps no other from running`, async () => {
      const directory = phasesProject([['clean-up', 'hang']], [['clean-up', 'hang']])
      try {
        const { output } = await runProject(directory, mode)
        expect(output).to.match(/clean-up of "things": the clean-up did not end within 10 s/)
        expect(output).to.contain('2 passing')
        expect(await leftBehind(directory)).to.deep.equal(NOTHING)
      } finally {
        rmSync(directory, { recursive: true, force: true })
      }
    })
  }
})
