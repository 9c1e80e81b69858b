import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { runCommand } from '../support/run-command.js'
import { project } from '../support/run-suite.js'

const ROOT = resolve(import.meta.dirname, '../..')
const PYTHON = spawnSync('python3', ['--version']).status === 0

/** The tour as a project of its own, beside what its author would have: a configuration and the hooks. */
function tour(): Record<string, string> {
  const names = ['shop', 'suites'].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder)).map((name) => `${folder}/${name}`),
  )
  const files = Object.fromEntries(
    [...names, 'ledger.py', 'tsconfig.json'].map((name) => [
      name,
      readFileSync(join(import.meta.dirname, name), 'utf8'),
    ]),
  )
  const components = 'suites/component.integ.ts'
  if (!PYTHON) files[components] = files[components]!.replace("scenario('the ledger", "scenario.skip('the ledger")
  return {
    ...files,
    'qa-integ.config.ts': `export default { suites: 'suites' }`,
    '.mocharc.json': JSON.stringify({ 'node-option': ['import=tsx'], require: ['qa-integ/mocha'] }),
  }
}

describe('the tour of the surface', function () {
  this.timeout(120_000)
  let directory: string
  before(() => {
    if (!PYTHON) console.log('      skipped: the ledger is written in Python, and there is no python3')
    directory = project(tour())
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  it('compiles, and the compiler refuses what it has to', () => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: directory, encoding: 'utf8' })
    expect(stdout).to.equal('')
    const refused = readFileSync(join(directory, 'suites/refused-by-the-compiler.ts'), 'utf8')
    expect(refused.match(/@ts-expect-error/g)).to.have.length(15)
  })

  it('runs and passes: every suite, then the provider on the contract that they wrote', async () => {
    const { code, stdout, stderr } = await runCommand(directory, ['run'])
    expect(code, stdout + stderr).to.equal(0)
    expect(stderr).to.equal('')
    const { scenarios } = JSON.parse(readFileSync(join(directory, 'qa-integ-report/results.json'), 'utf8')) as {
      scenarios: { status: string; title: string; source: { file: string } }[]
    }
    const of = (file: string) => scenarios.filter(({ source }) => source.file === `suites/${file}.ts`).length
    expect(scenarios.filter(({ status }) => status !== 'passed').map(({ title }) => title)).to.deep.equal(
      PYTHON ? [] : ['the ledger books an order'],
    )
    const files = ['api.integ', 'component.integ', 'contract.integ', 'database.integ', 'external.integ']
    expect(files.map(of)).to.deep.equal([8, 3, 2, 8, 2])
    expect(of('users-api.provider')).to.equal(2)
  })
})
