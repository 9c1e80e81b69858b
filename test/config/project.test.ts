import { rmSync } from 'node:fs'
import { expect } from 'chai'
import { emitsDecoratorMetadata, filesOf, loaderOf, readProject } from '../../src/config/project.js'
import { readRc } from '../../src/mocha/rc.js'
import { explainErrors } from '../../src/run/explain.js'
import { project } from '../support/run-suite.js'

describe('a project', () => {
  const directories: string[] = []
  const given = (files: Record<string, string>, manifest?: object): string => {
    const directory = project(files, manifest)
    directories.push(directory)
    return directory
  }
  after(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true })
  })

  it('without a configuration has the usual folders', async () => {
    expect(await readProject(given({}))).to.deep.include({
      config: {},
      suites: 'test/integration',
      report: 'qa-integ-report',
    })
  })

  for (const [name, text] of [
    ['qa-integ.config.ts', "import { defineConfig } from 'qa-integ'\nexport default defineConfig({ suites: 'it' })"],
    ['qa-integ.config.js', "export default { suites: 'it' }"],
    ['qa-integ.config.mjs', "export default { suites: 'it' }"],
    ['qa-integ.config.cjs', "module.exports = { suites: 'it' }"],
    ['qa-integ.config.json', '{ "suites": "it" }'],
  ] as const)
    for (const type of ['module', 'commonjs'])
      if (!(name === 'qa-integ.config.js' && type === 'commonjs'))
        it(`reads ${name} of a project of type ${type}`, async () => {
          expect((await readProject(given({ [name]: text }, { type }))).suites).to.equal('it')
        })

  it('refuses two configurations, one that exports nothing, and one that throws, by name', async () => {
    const refused = async (files: Record<string, string>): Promise<string> => {
      try {
        await readProject(given(files))
        return ''
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(await refused({ 'qa-integ.config.js': '', 'qa-integ.config.json': '{}' })).to.match(
      /two configurations, qa-integ\.config\.js and qa-integ\.config\.json/,
    )
    expect(await refused({ 'qa-integ.config.js': 'export const x = 1' })).to.match(/must export an object by default/)
    expect(await refused({ 'qa-integ.config.ts': 'throw new Error("no")' })).to.match(
      /qa-integ\.config\.ts could not be read: Error: no/,
    )
    expect(await refused({ 'qa-integ.config.json': '{' })).to.match(/qa-integ\.config\.json could not be read/)
    expect(await refused({ 'qa-integ.config.json': '{"loader":"esbuild"}' })).to.match(
      /"esbuild" is no loader; there are tsx, swc, node/,
    )
  })

  it('finds suites and providers, sorted, and nothing else', () => {
    const directory = given({
      'test/integration/b.integ.ts': '',
      'test/integration/deep/a.integ.mjs': '',
      'test/integration/world.ts': '',
      'test/integration/x.provider.ts': '',
    })
    expect(filesOf(directory, 'test/integration', 'integ')).to.deep.equal([
      'test/integration/b.integ.ts',
      'test/integration/deep/a.integ.mjs',
    ])
    expect(filesOf(directory, 'test/integration', 'provider')).to.deep.equal(['test/integration/x.provider.ts'])
    expect(filesOf(directory, 'nowhere', 'integ')).to.deep.equal([])
  })

  it('loads TypeScript by swc where decorator metadata is asked for, else by tsx, or as it is told', () => {
    const plain = given({})
    const decorated = given({
      'tsconfig.json': '{\n  // decorators\n  "compilerOptions": { "emitDecoratorMetadata": true, /* and */ },\n}',
    })
    expect(emitsDecoratorMetadata(decorated)).to.equal(true)
    expect(loaderOf(plain, undefined)).to.equal('tsx')
    expect(loaderOf(decorated, undefined)).to.equal('swc')
    expect(loaderOf(decorated, 'tsx')).to.equal('tsx')
  })

  it('keeps its own mocha options, in every form that mocha reads', async () => {
    const timeout = { timeout: 7_000 }
    for (const [name, text] of [
      ['.mocharc.json', '{ "timeout": 7000 /* ms */ } // "quoted"'],
      ['.mocharc.jsonc', '{ "timeout": 7000 }'],
      ['.mocharc.yml', 'timeout: 7000'],
      ['.mocharc.cjs', 'module.exports = { timeout: 7000 }'],
      ['.mocharc.mjs', 'export default { timeout: 7000 }'],
    ] as const)
      expect(await readRc(given({ [name]: text }))).to.deep.equal(timeout)
    expect(await readRc(given({}, { type: 'module', mocha: timeout }))).to.deep.equal(timeout)
    expect(await readRc(given({}))).to.deep.equal({})
  })
})

describe('errors of tools around us', () => {
  it('are explained where what to do is known', () => {
    expect(explainErrors('ColumnTypeUndefinedError: Column type for User#name is not defined')).to.match(
      /tsx and esbuild drop decorator metadata/,
    )
    expect(
      explainErrors('TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts" for /x/a.integ.ts'),
    ).to.match(/npm i -D tsx/)
    expect(explainErrors('Error: something else')).to.equal(undefined)
  })
})
