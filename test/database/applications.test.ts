import { expect } from 'chai'
import { type Installed, installedApp, surprises } from './installed-app.js'

for (const name of ['express', 'nest'] as const)
  describe(`an application with two connections, tested as it is: ${name}`, () => {
    let app: Installed
    before(() => {
      app = installedApp(name)
    })
    after(() => app.remove())

    for (const on of ['sqlite', 'postgres'] as const)
      it(`gives the same verdicts on ${on}, serial and in two workers, in any order`, async function () {
        this.timeout(120_000)
        const serial = await app.verdicts({ on, scenarios: 24, seed: 1 })
        expect(surprises(serial)).to.deep.equal([])
        const parallel = await app.verdicts({ on, scenarios: 24, seed: 2, args: ['--parallel', '--jobs', '2'] })
        expect(parallel).to.deep.equal(serial)
      })
  })
