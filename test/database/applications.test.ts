import { expect } from 'chai'
import { installedApp, surprises } from './installed-app.js'

// Each on one engine, many times on both in test/full/database-stability.test.ts.
for (const [name, on] of [
  ['express', 'sqlite'],
  ['nest', 'postgres'],
] as const)
  describe(`an application with two connections, tested as it is: ${name} on ${on}`, () => {
    it('has the same verdicts serial and in two workers, in any order', async function () {
      this.timeout(120_000)
      const app = installedApp(name)
      try {
        const serial = await app.verdicts({ on, scenarios: 24, seed: 1 })
        expect(surprises(serial)).to.deep.equal([])
        const parallel = await app.verdicts({ on, scenarios: 24, seed: 2, args: ['--parallel', '--jobs', '2'] })
        expect(parallel).to.deep.equal(serial)
      } finally {
        app.remove()
      }
    })
  })
