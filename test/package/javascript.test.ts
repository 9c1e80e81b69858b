import { expect } from 'chai'
import { runSuite } from '../support/run-suite.js'

const imports = `
  import { expect } from 'chai'
  import { scenario } from 'qa-integ'
  import { integer } from 'qa-integ/match'`
const requires = `
  const { expect } = require('chai')
  const { scenario } = require('qa-integ')
  const { integer } = require('qa-integ/match')`
const suite = (head: string, title: string): string => `${head}
  scenario(${JSON.stringify(title)}, { category: 'component' })
    .given('a number', () => ({ n: 1 }))
    .when('one is added', ({ n }) => n + 1)
    .expect('two', (sum) => expect(sum).to.equal(2))
  if (typeof integer !== 'function') throw new Error('no matcher')`

describe('suites in plain JavaScript', () => {
  for (const [type, plain] of [
    ['module', imports],
    ['commonjs', requires],
  ] as const)
    for (const args of [[], ['--parallel', '--jobs', '2']])
      it(`run in a package of type ${type}, by import and by require${args.length > 0 ? ', in parallel' : ''}`, async () => {
        const files = {
          'a.integ.mjs': suite(imports, 'by import'),
          'b.integ.cjs': suite(requires, 'by require'),
          'c.integ.js': suite(plain, 'as the package has it'),
        }
        const { code, stdout, stderr, scenarios } = await runSuite(files, { manifest: { type }, nodeOptions: [], args })
        expect(stderr).to.equal('')
        expect(code, stdout).to.equal(0)
        expect(scenarios.map(({ title, status }) => `${title}: ${status}`)).to.have.members([
          'by import: passed',
          'by require: passed',
          'as the package has it: passed',
        ])
      })
})
