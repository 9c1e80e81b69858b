import { rmSync } from 'node:fs'
import { expect } from 'chai'
import { expectNothingOfPhase } from './kill.js'
import { eventuallyLeftBehind, NOTHING } from './left-behind.js'
import { type How, PHASES, type Phase, phasesProject } from './projects.js'
import { type Mode, runProject } from './run-project.js'

/** Every phase by every way that a scenario itself can be killed; a clean-up has a limit of its own, too long for here. */
const KILLS = PHASES.flatMap((phase) =>
  (['throw', 'reject', 'time-out'] as const)
    .filter((how) => phase !== 'clean-up' || how !== 'time-out')
    .map((how): [Phase, How] => [phase, how]),
)

describe('a scenario that is killed', () => {
  for (const mode of ['serial', 'parallel'] satisfies Mode[])
    it(`by throw, reject or time-out leaves no row, server, stub, socket or file: ${mode}`, async () => {
      const directory = phasesProject(KILLS, KILLS.slice(0, 3))
      try {
        const { by, output } = await runProject(directory, mode)
        expect(output).to.contain(`${KILLS.length + 3} passing`)
        expect(output).to.contain(`${KILLS.length + 3} failing`)
        expect(output.match(/^ {5}Error: .*(?:: killed|ran out of its|did not start within)/gm)).to.have.length(
          KILLS.length + 3,
        )
        expect(by, output).not.to.equal(0)
        expect(await eventuallyLeftBehind(directory, 1_000)).to.deep.equal(NOTHING)
      } finally {
        rmSync(directory, { recursive: true, force: true })
      }
    })

  for (const phase of PHASES) it(`by SIGINT in ${phase} leaves none`, () => expectNothingOfPhase(phase, 'serial'))
})
