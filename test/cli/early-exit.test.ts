import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Results } from '../../src/report/index.js'
import { runCommand } from '../support/run-command.js'
import { project, runMocha } from '../support/run-suite.js'

const passes = (title: string) => `scenario('${title}').when('one', () => 1).expect('anything', () => {})\n`
const suite = `import { scenario } from 'qa-integ'\n${passes('before')}scenario('shuts down').when('it ends', () => process.exit(0)).expect('anything', () => {})\n${passes('after')}`
const told = /the process ended before mocha had, while scenario "shuts down" ran: .* must not end the process/

describe('code under test that ends the process with 0', () => {
  let directory: string
  before(() => {
    directory = project({
      'test/integration/a.integ.js': suite,
      'test/integration/b.integ.js': `import { scenario } from 'qa-integ'\n${passes('elsewhere')}`,
      'test/integration/c.provider.js': 'process.exit(0)',
    })
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  const runs = async (ends: number, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCommand(directory, ['run', ...args])
    expect(code, stdout + stderr).to.equal(ends)
    expect(stdout).to.match(/readiness +blocked/)
    const results = JSON.parse(readFileSync(join(directory, 'qa-integ-report/results.json'), 'utf8')) as Results
    expect(results.problems.map(({ incomplete }) => incomplete)).to.deep.equal([true])
    expect(stderr).to.contain(results.problems[0]!.text)
    return results.problems[0]!.text
  }

  it('lets no run be ready: the scenario that ran is named', async () => {
    expect(await runs(4, 'test/integration/a.integ.js')).to.match(told)
  })

  it('nor one with workers, whose other files are then missing', async () => {
    expect(await runs(1, 'test/integration/a.integ.js', 'test/integration/b.integ.js', '--jobs', '2')).to.match(told)
  })

  it('nor one where a file does so while it loads, after others have passed', async () => {
    const text = await runs(4, 'test/integration/b.integ.js', 'test/integration/c.provider.js')
    expect(text).to.match(/the process ended before mocha had: a suite, or what it calls, ended it/)
  })

  it('lets mocha alone end well no more', async () => {
    const { code, stderr } = await runMocha(directory, { nodeOptions: [] })
    expect(code).to.equal(1)
    expect(stderr).to.match(told)
  })
})
