import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { runCommand } from '../support/run-command.js'
import { project, runMocha } from '../support/run-suite.js'
import { isSetUp, KINDS } from './project-kinds.js'
import { contentsOf, type Files } from './scratch-projects.js'

describe('qa-integ init', () => {
  const directories: string[] = []
  const given = (files: Files, manifest?: object): string => {
    const directory = project(files, manifest)
    directories.push(directory)
    return directory
  }
  after(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true })
  })

  // The others are in test/full/init.test.ts.
  for (const kind of KINDS) if (/^an Express project in TypeScript/.test(kind.what)) isSetUp(kind)

  it("sets mocha's own command up, too", async () => {
    const directory = given({ 'tsconfig.json': '{}' }, { type: 'module' })
    await runCommand(directory, ['init'])
    const { code, scenarios, stderr } = await runMocha(directory, {
      nodeOptions: [],
      args: ['--config', '.mocharc.json'],
    })
    expect(stderr).to.equal('')
    expect(code).to.equal(0)
    expect(scenarios).to.have.lengthOf(1)
  })

  it('with --dry-run says what it would write, and writes nothing', async () => {
    const directory = given({})
    const before = contentsOf(directory)
    const { code, stdout } = await runCommand(directory, ['init', '--dry-run'])
    expect(code).to.equal(0)
    expect(stdout).to.match(/^would write \.mocharc\.json$/m)
    expect(contentsOf(directory)).to.deep.equal(before)
  })

  for (const [what, files, sentence] of [
    ['package.json is broken', { 'package.json': '{' }, /package\.json could not be read/],
    ['package.json is no object', { 'package.json': '[]' }, /package\.json is no JSON object/],
    [
      'there are two configurations',
      { 'qa-integ.config.js': '', 'qa-integ.config.json': '{}' },
      /two configurations, qa-integ\.config\.js and qa-integ\.config\.json/,
    ],
    ['the configuration is wrong', { 'qa-integ.config.json': '{"suite":"it"}' }, /"suite" is no setting/],
  ] as const)
    it(`ends with 3 and writes nothing when ${what}`, async () => {
      const directory = given(files)
      const { code, stderr, stdout } = await runCommand(directory, ['init'])
      expect(stderr).to.match(sentence)
      expect(code).to.equal(3)
      expect(stdout).to.equal('')
      expect(existsSync(join(directory, '.mocharc.json'))).to.equal(false)
    })

  it('ends with 3 when a file stands where a folder is needed', async () => {
    const directory = given({ 'package.json': '{}', test: 'a file where a folder has to be' })
    const { code, stderr } = await runCommand(directory, ['init'])
    expect(stderr).to.match(/^qa-integ: .*test/)
    expect(code).to.equal(3)
  })
})
