import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { renderScaffold, scaffold as write } from '../../generators/index.js'
import { UsageError } from '../../src/cli/exit.js'
import { init } from '../../src/cli/init.js'
import { plan } from '../../src/cli/plan.js'
import { run } from '../../src/cli/run.js'
import { scaffold } from '../../src/cli/scaffold.js'
import { runCommand } from '../support/run-command.js'
import { project } from '../support/run-suite.js'

const SUITE = `
  import { expect } from 'chai'
  import { scenario } from 'qa-integ'
  scenario('good', { category: 'component' }).when('one', () => 1).expect('one', (n) => expect(n).to.equal(1))`

/** A command, and the sentence that refuses it. */
type Wrong = readonly [command: (cwd: string) => Promise<number>, says: RegExp]

const running =
  (options: Partial<Parameters<typeof run>[2]> = {}, files: readonly string[] = []): Wrong[0] =>
  (cwd) =>
    run(cwd, files, { env: 'local', ...options })

describe('a command that is given what it cannot work with', () => {
  const directories: string[] = []
  const given = (files: Record<string, string> = {}): string => {
    const directory = project({ 'test/integration/a.integ.js': SUITE, ...files })
    directories.push(directory)
    return directory
  }
  after(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true })
  })

  /** Each is wrong usage, told in a sentence, before anything was run or written. */
  async function refused(directory: string, ...cases: readonly Wrong[]): Promise<void> {
    for (const [command, says] of cases) {
      let error: unknown
      await command(directory).catch((thrown: unknown) => {
        error = thrown
      })
      expect(error).to.be.instanceOf(UsageError)
      expect((error as Error).message)
        .to.match(says)
        .and.not.to.match(/^ +at |EISDIR|ENOTDIR|EEXIST/m)
    }
    expect(existsSync(join(directory, 'qa-integ-report/index.html'))).to.equal(false)
  }

  it('in its arguments, says which and runs nothing', async () => {
    const directory = given({ 'notes.txt': '' })
    await refused(
      directory,
      [running({}, ['test/integration/a.integ.js:999']), /a\.integ\.js has 4 lines, and no line 999/],
      [running({}, ['notes.txt']), /notes\.txt is no suite: suites are JavaScript or TypeScript/],
      [running({ issue: 'test' }), /test is a folder; name the issue file/],
      [(cwd) => scaffold(cwd, 'test', {}), /test is a folder; name the issue file/],
      [(cwd) => plan(cwd, 'notes.txt/plan.md', { format: 'text' }), /there is no issue file notes\.txt\/plan\.md/],
      [running({ grep: '[' }), /--grep \[ is no regular expression: Unterminated character class/],
      [running({ jobs: 0 }), /--jobs needs a whole number, 1 or more/],
      [running({ env: '' }), /--env needs a name, as in --env staging/],
    )
  })

  it('in its folders, runs nothing whose results could not be kept', async () => {
    const directory = given({ taken: '', 'kept/results.json': '{}' })
    await refused(
      directory,
      [
        running({ lastFailed: true, out: 'kept' }),
        /kept\/results\.json holds no results of a run.*--last-failed needs/,
      ],
      [running({ lastFailed: true, out: 'other' }), /other\/results\.json is not there/],
    )
    mkdirSync(join(directory, '.qa-integ/results'), { recursive: true })
    writeFileSync(join(directory, '.qa-integ/results/of-the-last-run'), '')
    await refused(
      directory,
      [running({ out: 'taken' }), /taken can't be written into: there is a file of that name.*--out/],
      [running({ out: 'taken/below' }), /taken\/below can't be written into: there is a file of that name, or of a/],
    )
    expect(existsSync(join(directory, '.qa-integ/results/of-the-last-run'))).to.equal(true)
    rmSync(join(directory, '.qa-integ'), { recursive: true })
    writeFileSync(join(directory, '.qa-integ'), '')
    await refused(directory, [running(), /\.qa-integ\/results can't be written into: there is a file of that name/])
  })

  it('in a configuration, names its file and line', async () => {
    const directory = given()
    const config = join(directory, 'qa-integ.config.ts')
    writeFileSync(config, 'export default {\n  suites: ,\n}\n')
    await refused(directory, [
      running(),
      /qa-integ\.config\.ts could not be read: qa-integ\.config\.ts:2:11 is no valid code: Unexpected ","; it exports plain data/,
    ])
    rmSync(config)
    mkdirSync(config)
    await refused(directory, [running(), /qa-integ\.config\.ts could not be read: it is a folder/])
    rmSync(config, { recursive: true })
    writeFileSync(config, "console.log('told'); export default { suites: 'package.json' }")
    await refused(
      directory,
      [running(), /package\.json is a file; "suites" names the folder of the suites/],
      [(cwd) => init(cwd, {}), /package\.json is a file; "suites" names the folder of the suites/],
    )
    rmSync(config)
    writeFileSync(join(directory, '.mocharc.json'), '{ "timeout": ')
    await refused(directory, [running(), /\.mocharc\.json could not be read: /])
    writeFileSync(join(directory, '.mocharc.json'), '{ "dry-run": true }')
    await refused(directory, [running(), /mocha's options of this project have "dry-run", and a run with it has no/])
    rmSync(join(directory, '.mocharc.json'))
    writeFileSync(config, 'export default async () => ({})')
    await refused(directory, [running(), /qa-integ\.config\.ts must export an object by default/])
    writeFileSync(config, 'process.exit(0)')
    await refused(directory, [running(), /qa-integ\.config\.ts could not be read: it ended the process that read it/])
  })

  it('where a folder has to be, says so and writes nothing', async () => {
    const directory = project({ test: '' })
    directories.push(directory)
    await refused(directory, [
      (cwd) => init(cwd, {}),
      /test is a file, and suites go into a folder; name another one as "suites"/,
    ])
    expect(existsSync(join(directory, '.mocharc.json'))).to.equal(false)
  })

  it('in the code that scaffolding reads, names file and line, and writes nothing', async () => {
    const directory = given({
      'test/integration/world.ts': "import { target } from 'qa-integ/http'\nexport const shop = target({\n",
      'plan.md':
        '# Plan\n\n### API Integration Test: Client -> Shop\n\n1. **Greeting**\n   - `GET /hello` returns 200\n',
    })
    await refused(directory, [
      (cwd) => scaffold(cwd, 'plan.md', {}),
      /test\/integration\/world\.ts:3:1 is no valid code: '}' expected/,
    ])
    expect(existsSync(join(directory, 'test/integration/api'))).to.equal(false)
  })

  it('in a plan, is told by scaffold, and keeps a run from being ready', async () => {
    const text = '# Plan\n\n```yaml qa-integ\nversion: 1\ngates: { p95: soon }\n```\n'
    const directory = given({ 'plan.md': text, 'empty.md': '# Nothing\n' })
    const told = async (file: string): Promise<string> =>
      renderScaffold(await write({ cwd: directory, issueFile: file, outDir: 'test/integration', dryRun: true }))
    expect(await told('plan.md')).to.match(/error {4}line 5 {2}"soon" for p95 can't be measured/)
    expect(await told('empty.md')).to.match(
      /nothing is planned there: npx qa-integ plan empty\.md says how it was read/,
    )
    const ran = await runCommand(directory, ['run', '--issue', 'plan.md'])
    expect(ran.stdout).to.match(/readiness {2}conditional: the plan has an error: plan\.md:5:15 "soon" for p95/)
    expect(readFileSync(join(directory, 'plan.md'), 'utf8').startsWith(text)).to.equal(true)
  })
})
