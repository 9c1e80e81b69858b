import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { project, runMocha } from '../support/run-suite.js'
import { examples } from './examples.js'

const ROOT = resolve(import.meta.dirname, '../..')
const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023'],
    types: ['node', 'mocha'],
    experimentalDecorators: true,
    skipLibCheck: true,
  },
  include: ['*.ts'],
}

/** A suite or a program of its own, so that two examples may use the same names. */
const nameOf = (at: string, suite: boolean): string => `${at.replace(/[^\w]+/g, '-')}${suite ? '.integ' : ''}.ts`

describe('every example of the documentation', () => {
  const all = examples()
  let directory = ''
  before(() => {
    directory = project({
      'tsconfig.json': JSON.stringify(TSCONFIG),
      ...Object.fromEntries(all.map(({ at, code, suite }) => [nameOf(at, suite), `${code}\nexport {}\n`])),
    })
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  it('is found', () => {
    expect(all.filter(({ at }) => at.startsWith('src/')).length).to.be.above(60)
    expect(all.filter(({ at }) => at.startsWith('README.md')).length).to.be.above(5)
  })

  it('compiles', function () {
    this.timeout(60_000)
    const { stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'], {
      cwd: directory,
      encoding: 'utf8',
    })
    expect(stdout).to.equal('')
  })

  it('runs and passes, as a suite', async function () {
    this.timeout(120_000)
    const { code, stdout, stderr } = await runMocha(directory, { args: ['--timeout', '20000'] })
    expect(code, stdout.slice(stdout.indexOf('failing') - 20) + stderr).to.equal(0)
  })

  it('runs, as a program', function () {
    this.timeout(120_000)
    const programs = all.filter(({ suite }) => !suite).map(({ at }) => nameOf(at, false))
    const script = `const failed = []
for (const name of ${JSON.stringify(programs)})
  await import('./' + name).catch((error) => failed.push(name + ': ' + (error?.stack ?? error)))
if (failed.length > 0) { console.error(failed.join('\\n')); process.exitCode = 1 }`
    const { status, stderr } = spawnSync(process.execPath, ['--import=tsx', '--input-type=module', '-e', script], {
      cwd: directory,
      encoding: 'utf8',
    })
    expect(status, stderr).to.equal(0)
  })
})
