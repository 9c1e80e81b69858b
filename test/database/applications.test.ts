import { expect } from 'chai'
import { installedApp, surprises } from './installed-app.js'

// Each on one engine in one way; on both, both ways and in many orders in test/full/database-stability.test.ts.
for (const [name, on, how, args] of [
  ['express', 'sqlite', 'serial', []],
  ['nest', 'postgres', 'in two workers', ['--parallel', '--jobs', '2']],
] as const)
  describe(`an application with two connections, tested as it is: ${name} on ${on}, ${how}`, () => {
    it('fails where it is told wrong, and nowhere else', async function () {
      this.timeout(120_000)
      const app = installedApp(name)
      try {
        expect(surprises(await app.verdicts({ on, args, scenarios: 24, seed: 1 }))).to.deep.equal([])
      } finally {
        app.remove()
      }
    })
  })
