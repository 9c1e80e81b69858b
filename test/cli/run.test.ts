import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Results } from '../../src/report/index.js'
import { runCommand } from '../support/run-command.js'
import { project } from '../support/run-suite.js'

const imports = `import { expect } from 'chai'\nimport { scenario } from 'qa-integ'\n`
const passes = (title: string, options = "{ category: 'component' }") =>
  `scenario('${title}', ${options}).when('one', () => 1).expect('one', (n) => expect(n).to.equal(1))\n`
const fails = (title: string, options = "{ category: 'component' }") =>
  `scenario('${title}', ${options}).when('one', () => 1).expect('two', (n) => expect(n).to.equal(2))\n`

describe('qa-integ run', () => {
  const directories: string[] = []
  const given = (files: Record<string, string>): string => {
    const directory = project(files)
    directories.push(directory)
    return directory
  }
  const resultsIn = (directory: string): Results =>
    JSON.parse(readFileSync(join(directory, 'qa-integ-report/results.json'), 'utf8')) as Results
  after(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true })
  })

  it('ends with 0, writes every report and says where they are', async () => {
    const directory = given({ 'test/integration/a.integ.ts': `${imports}${passes('good')}` })
    const { code, stdout, stderr } = await runCommand(directory, ['run'])
    expect(code, stdout + stderr).to.equal(0)
    expect(stdout)
      .to.match(/component .*1 passed/)
      .and.to.match(/readiness {2}ready/)
    for (const name of ['index.html', 'results.json', 'report.md', 'junit.xml', 'ctrf.json'])
      expect(stdout).to.contain(`qa-integ-report/${name}`)
    expect(resultsIn(directory).totals).to.include({ run: 1, passed: 1, failed: 0 })
    expect(stderr).to.equal('')
  })

  it('hands a schedule to the races, and refuses what is none', async () => {
    const told = `scenario('told', { category: 'component' }).when('it', () => process.env.QA_INTEG_SCHEDULE).expect('told', (text) => expect(text).to.equal('3:ABAABB'))\n`
    const directory = given({ 'test/integration/a.integ.js': `${imports}${told}` })
    const run = await runCommand(directory, ['run', '--schedule', '3:ABAABB'])
    expect(run.code, run.stdout + run.stderr).to.equal(0)
    const refused = await runCommand(directory, ['run', '--schedule', 'third'])
    expect(refused.code).to.equal(3)
    expect(refused.stderr).to.contain('--schedule third is no schedule; give it as a failure printed it')
  })

  it('ends with 1 when a scenario fails, runs one by its line, and the failed ones again', async () => {
    const directory = given({
      'test/integration/a.integ.ts': `${imports}${passes('good')}${fails('bad', "{ category: 'api', severity: 'low' }")}`,
      'test/integration/b.integ.ts': '',
    })
    const all = await runCommand(directory, ['run'])
    expect(all.code).to.equal(1)
    expect(all.stdout).to.match(/✗ api +bad +test\/integration\/a\.integ\.ts:4/)
    const one = await runCommand(directory, ['run', 'test/integration/a.integ.ts:3'])
    expect(one.code).to.equal(0)
    expect(resultsIn(directory).scenarios.map(({ title }) => title)).to.deep.equal(['good'])
    await runCommand(directory, ['run'])
    const failed = await runCommand(directory, ['run', '--last-failed'])
    expect(failed.code).to.equal(1)
    expect(resultsIn(directory).scenarios.map(({ title }) => title)).to.deep.equal(['bad'])
    const elsewhere = await runCommand(directory, ['run', '--last-failed', 'test/integration/b.integ.ts'])
    expect(elsewhere.stderr).to.contain('nothing of test/integration/b.integ.ts failed in the last run')
  })

  it("tells the author's lines where swc loads the suites, and a TypeScript that swc can't work with", async () => {
    const directory = given({
      'tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "emitDecoratorMetadata": true } }',
      'test/integration/a.integ.ts': `interface Left {\n  out: string\n}\n${imports}export type Gone = Left\n${fails('bad')}`,
    })
    const run = await runCommand(directory, ['run'])
    expect(run.stdout, run.stderr)
      .to.contain('loader     swc')
      .and.to.match(/✗ component +bad +test\/integration\/a\.integ\.ts:7/)
    rmSync(join(directory, 'node_modules/typescript'))
    mkdirSync(join(directory, 'node_modules/typescript'))
    writeFileSync(join(directory, 'node_modules/typescript/package.json'), '{ "version": "7.0.2" }')
    const refused = await runCommand(directory, ['run'])
    expect(refused.code).to.equal(4)
    expect(refused.stderr).to.contain(
      '@swc-node/register needs TypeScript below 7, and 7.0.2 is installed; run `npm i -D typescript@6`',
    )
  })

  it('counts plain tests of mocha and hooks that fail', async () => {
    const directory = given({
      'test/integration/a.integ.js': `${imports}${passes('good')}
        it('plain', () => {})
        describe('with a hook', () => { before(() => { throw new Error('no hook') }); it('never runs', () => {}) })`,
    })
    const { code } = await runCommand(directory, ['run'])
    expect(code).to.equal(1)
    expect(resultsIn(directory).scenarios.map(({ title, status }) => `${title}: ${status}`)).to.have.members([
      'good: passed',
      'plain: passed',
      '"before all" hook for "never runs": failed',
    ])
  })

  it('ends with 4 when a suite cannot be loaded, and says why', async () => {
    const directory = given({ 'test/integration/a.integ.js': `${imports}throw new Error('broken suite')` })
    const { code, stdout, stderr } = await runCommand(directory, ['run'])
    expect(code).to.equal(4)
    expect(stderr).to.contain('broken suite')
    expect(stdout).to.match(/readiness {2}blocked/)
  })

  it('ends with 3 on wrong usage and configuration, with a sentence', async () => {
    const directory = given({ 'test/integration/a.integ.js': `${imports}${passes('good')}` })
    const cases: [string[], RegExp][] = [
      [['run', 'nowhere.integ.ts'], /there is no suite nowhere\.integ\.ts/],
      [['run', '--retries', 'many'], /--retries needs a whole number/],
      [['run', '--timeout', 'soon'], /"soon" is no duration/],
      [['run', '--issue', 'nowhere.md'], /there is no issue file nowhere\.md/],
      [['run', '--last-failed'], /needs the results of a run/],
      [['run', '--loader', 'esbuild'], /Allowed choices are tsx, swc, node/],
      [['runs'], /unknown command 'runs'/],
    ]
    for (const [args, says] of cases) {
      const { code, stderr } = await runCommand(directory, args)
      expect(stderr).to.match(says)
      expect(code, args.join(' ')).to.equal(3)
    }
    writeFileSync(join(directory, 'qa-integ.config.js'), 'export default { suite: "test" }')
    const { code, stderr } = await runCommand(directory, ['run'])
    expect(stderr).to.match(/qa-integ\.config\.js: "suite" is no setting; there are suites, issue/)
    expect(code).to.equal(3)
  })

  it('says so when nothing that runs was selected', async () => {
    const directory = given({ 'test/integration/a.integ.ts': `${imports}${passes('good')}` })
    const { code, stdout, stderr } = await runCommand(directory, ['run', '--grep', '@tag'])
    expect(stderr).to.match(/^qa-integ: no scenario that runs has a title or tag that matches --grep @tag$/m)
    expect(stdout).to.match(/readiness {2}blocked: no scenario ran/)
    expect(code).to.equal(4)
  })

  it('--dry-run lists and claims nothing', async () => {
    const directory = given({ 'test/integration/a.integ.js': `${imports}${fails('bad')}` })
    const { code, stdout } = await runCommand(directory, ['run', '--dry-run'])
    expect(code).to.equal(0)
    expect(stdout).to.contain('nothing was run, nothing is claimed')
    expect(() => resultsIn(directory)).to.throw(/ENOENT/)
  })

  it('writes its section of the issue file, and says when it may not', async () => {
    const issue =
      '# Issue: x\n\n## Integration Testing Results (by qa-integ agent)\n\n[To be filled by qa-integ agent]\n'
    const directory = given({ 'test/integration/a.integ.js': `${imports}${passes('good')}`, 'plan.md': issue })
    const { code, stdout } = await runCommand(directory, ['run', '--issue', 'plan.md'])
    expect(code).to.equal(0)
    expect(stdout).to.match(/written +plan\.md \(lines \d+-\d+\)/)
    expect(readFileSync(join(directory, 'plan.md'), 'utf8'))
      .to.match(/^# Issue: x\n\n## Integration Testing Results/)
      .and.to.contain('**Passed**: 1')

    const twice = `${issue}\n${issue}`
    writeFileSync(join(directory, 'plan.md'), twice)
    const refused = await runCommand(directory, ['run', '--issue', 'plan.md'])
    expect(refused.code).to.equal(4)
    expect(refused.stderr).to.match(/plan\.md was left as it is: .*the report is kept in qa-integ-report\/report\.md/s)
    expect(readFileSync(join(directory, 'plan.md'), 'utf8')).to.equal(twice)
  })
})
