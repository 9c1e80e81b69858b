import { expect } from 'chai'
import { installedApp, surprises } from '../database/installed-app.js'

/** Each order takes some seconds of each application; `ORDERS` asks for fewer. */
const TIMES = Number(process.env.ORDERS ?? 20)

for (const name of ['express', 'nest'] as const)
  for (const on of ['sqlite', 'postgres'] as const)
    for (const [how, args] of [
      ['serial', []],
      ['in two workers', ['--parallel', '--jobs', '2']],
    ] as const)
      it(`${name} on ${on}, ${how}: 100 scenarios in ${TIMES} orders have the same verdicts`, async () => {
        const app = installedApp(name)
        try {
          const first = await app.verdicts({ on, args, scenarios: 100, seed: 1 })
          expect(surprises(first)).to.deep.equal([])
          for (let seed = 2; seed <= TIMES; seed++)
            expect(await app.verdicts({ on, args, scenarios: 100, seed }), `seed ${seed}`).to.deep.equal(first)
        } finally {
          app.remove()
        }
      })
