import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { invalidCodeOf } from '../../src/cli/invalid-suite.js'
import { invalidCodeIn } from '../../src/config/invalid-code.js'
import { readProject } from '../../src/config/project.js'
import { runCommand } from '../support/run-command.js'
import { project } from '../support/run-suite.js'

const WRONG = '{\n  suites: ,\n}\n'
const IMPORT = "import { scenario } from 'qa-integ'\n"

describe('code that no loader can read', () => {
  const directories: string[] = []
  const given = (directory: string): string => {
    directories.push(directory)
    return directory
  }
  after(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true })
  })

  it('in a configuration of any kind is told with its line, and with what there has to be', async () => {
    for (const [name, text, says] of [
      [
        'mjs',
        `export default ${WRONG}`,
        /config\.mjs:2:11 is no valid code: Unexpected token ','; it exports plain data, as in/,
      ],
      [
        'cjs',
        `module.exports = ${WRONG}`,
        /config\.cjs:2:11 is no valid code: Unexpected token ','; it exports plain data, as/,
      ],
      ['js', `module.exports = ${WRONG}`, /config\.js:2:11 is no valid code: Unexpected token ','/],
      ['mjs', '\nconst a = undefined\nexport default { suites: a.b }', /reading 'b'\) \(qa-integ\.config\.mjs:3:28\)$/],
    ] as const) {
      // A file is imported once only.
      const own = given(mkdtempSync(join(tmpdir(), 'qa-integ-config-')))
      writeFileSync(join(own, `qa-integ.config.${name}`), text)
      const error = await readProject(own).catch((thrown: Error) => thrown)
      expect((error as Error).message).to.match(says)
    }
  })

  for (const [what, files, says] of [
    [
      'in a TypeScript suite',
      { 'test/integration/a.integ.ts': `${IMPORT}scenario('x')\n  .when('y', () => { )\n` },
      'test/integration/a.integ.ts:3:22 is no valid code: Unexpected ")"',
    ],
    [
      'in what a JavaScript suite imports',
      {
        'test/integration/a.integ.js': `${IMPORT}import './world.js'\n`,
        'test/integration/world.js': 'export const a = {\n  b: ,\n}\n',
      },
      'test/integration/world.js:2:6 is no valid code: Expression expected.',
    ],
  ] as const)
    it(`${what} is told with its line instead of a loader's stack`, async () => {
      const directory = given(project({ ...files }))
      const { code, stdout, stderr } = await runCommand(directory, ['run'])
      expect(code).to.equal(4)
      expect(stderr.trim()).to.equal(`qa-integ: ${says}`)
      expect(stdout).to.contain(`problem    ${says}`)
      expect(stdout + stderr).not.to.match(/^ +at /m)
      expect(readFileSync(join(directory, 'qa-integ-report/results.json'), 'utf8')).to.contain(JSON.stringify(says))
      expect(existsSync(join(directory, 'qa-integ-report/index.html'))).to.equal(true)
    })

  it('is found in what each loader says of it', async () => {
    const at = (text: string) => invalidCodeIn(text, '/app')
    expect(at('Error: Transform failed with 1 error:\n/app/a.ts:3:21: ERROR: Unexpected ")"\n    at x')).to.deep.equal({
      file: 'a.ts',
      line: 3,
      column: 22,
      why: 'Unexpected ")"',
    })
    expect(at('Error:   x Expression expected\n   ,-[/app/a.ts:2:1]\n 1 | export default {')).to.deep.equal({
      file: 'a.ts',
      line: 2,
      column: 1,
      why: 'Expression expected',
    })
    expect(
      at(
        " Exception during run: /app/a.js:2\nscenario('x'\n         ^^^\n\nSyntaxError: missing ) after argument list\n",
      ),
    ).to.deep.equal({ file: 'a.js', line: 2, column: 10, why: 'missing ) after argument list' })
    expect(at('TypeError: a.b is not a function\n    at /app/a.js:2:3')).to.equal(undefined)
  })

  it('is not what code throws by itself', async () => {
    const directory = given(mkdtempSync(join(tmpdir(), 'qa-integ-code-')))
    writeFileSync(join(directory, 'a.integ.js'), "JSON.parse('{')\n")
    const fatal =
      " Exception during run: SyntaxError: Expected property name or '}' in JSON at position 1\n    at JSON.parse"
    expect(await invalidCodeOf(fatal, directory, ['a.integ.js'])).to.equal(undefined)
  })
})
