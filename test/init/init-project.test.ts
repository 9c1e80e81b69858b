import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { planInit, renderInit, writeInit } from '../../generators/init/index.js'
import { contentsOf, type Files, scratchProjects } from './scratch-projects.js'

const TOOLS = ['qa-integ', 'mocha', 'chai', 'tsx', 'typescript']
const HOOKS = './node_modules/qa-integ/dist/src/mocha/index.js'

describe('setting a project up', () => {
  const scratch = scratchProjects()
  after(() => scratch.clear())
  const setUp = async (directory: string) => {
    const plan = await planInit(directory)
    writeInit(plan)
    return plan
  }
  const read = (directory: string, file: string): string => readFileSync(join(directory, file), 'utf8')

  describe('writes what a project lacks', () => {
    it('in an empty TypeScript project', async () => {
      const directory = scratch.make({ 'package.json': '{"type":"module"}' }, TOOLS)
      await setUp(directory)
      expect(JSON.parse(read(directory, '.mocharc.json'))).to.deep.equal({
        'node-option': ['import=tsx'],
        require: [HOOKS],
        spec: ['test/integration/**/*.integ.*'],
      })
      expect(read(directory, 'qa-integ.config.ts')).to.equal(
        "import { defineConfig } from 'qa-integ'\n\nexport default defineConfig({\n  suites: 'test/integration',\n})\n",
      )
      expect(read(directory, 'test/integration/world.ts')).to.match(/export const folder = handle\(/)
      expect(read(directory, 'test/integration/first.integ.ts')).to.match(
        /from '\.\/world\.js'[\s\S]*\.given\(folder\)/,
      )
    })

    it('in an empty JavaScript project, by require, with no loader', async () => {
      const directory = scratch.make({ 'package.json': '{}' }, ['qa-integ', 'mocha', 'chai'])
      await setUp(directory)
      expect(JSON.parse(read(directory, '.mocharc.json'))).to.not.have.property('node-option')
      expect(read(directory, 'qa-integ.config.js')).to.match(
        /^const \{ defineConfig \} = require\('qa-integ'\)\n\nmodule\.exports = /,
      )
      expect(read(directory, 'test/integration/world.js')).to.match(
        /require\('node:os'\)[\s\S]*module\.exports = \{ folder \}\n$/,
      )
      expect(read(directory, 'test/integration/first.integ.js')).to.contain("const { folder } = require('./world')")
    })

    it('in a project whose files are all .mjs', async () => {
      const directory = scratch.make({ 'package.json': '{}', 'src/a.mjs': '' })
      await setUp(directory)
      expect(read(directory, 'qa-integ.config.mjs')).to.contain('export default')
      expect(read(directory, 'test/integration/first.integ.mjs')).to.contain("from './world.mjs'")
    })

    it('with the application and its data source, which stands in memory', async () => {
      const directory = scratch.make({
        'package.json': '{"type":"module"}',
        'src/app.ts':
          "import express from 'express'\nexport default function app(dataSource: DataSource) { return express() }",
        'src/db.ts': "import { DataSource } from 'typeorm'\nexport const db = new DataSource({ type: 'postgres' })",
        'openapi.yaml': '',
      })
      const { found } = await setUp(directory)
      expect(found.route).to.equal(undefined)
      expect(read(directory, 'test/integration/world.ts')).to.equal(
        [
          "import { database } from 'qa-integ/database'",
          "import { target } from 'qa-integ/http'",
          "import application from '../../src/app.js'",
          "import { db as dataSource } from '../../src/db.js'",
          '',
          '// The parts of the world that suites talk to: handles and states. Declaring one costs nothing; the first scenario that needs it',
          '// starts it, and every scenario leaves it as it was.',
          "export const db = database({ dataSource: dataSource, on: 'sqlite' })",
          'export const app = target({ app: () => application(db.dataSource), uses: [db] })',
          '',
        ].join('\n'),
      )
      expect(read(directory, 'qa-integ.config.ts')).to.contain("openapi: 'openapi.yaml'")
      // What would load the data source's entities is not certain to pass.
      expect(read(directory, 'test/integration/first.integ.ts')).to.not.contain('world')
    })

    it('as the endings of its imports are', async () => {
      const app = { 'src/app.ts': "import express from 'express'\nexport const createApp = () => express()" }
      const importOf = async (files: Files): Promise<string | undefined> => {
        const directory = scratch.make({ ...app, ...files }, TOOLS)
        await setUp(directory)
        return /createApp \} from '(.*)'/.exec(read(directory, 'test/integration/world.ts'))?.[1]
      }
      expect(await importOf({ 'package.json': '{"type":"module"}' })).to.equal('../../src/app.js')
      expect(await importOf({ 'package.json': '{}' })).to.equal('../../src/app')
      const named = { 'tsconfig.json': '{ "compilerOptions": { "allowImportingTsExtensions": true, "noEmit": true } }' }
      expect(await importOf({ 'package.json': '{}', ...named })).to.equal('../../src/app.ts')
    })

    it('with the hooks that a workspace above has', async () => {
      const root = scratch.make({
        'packages/a/package.json': '{}',
        'node_modules/qa-integ/dist/src/mocha/index.js': '',
      })
      await setUp(join(root, 'packages/a'))
      expect(JSON.parse(read(root, 'packages/a/.mocharc.json')).require).to.deep.equal([
        '../../node_modules/qa-integ/dist/src/mocha/index.js',
      ])
    })

    it('with a configuration that the build does not take up', async () => {
      const config = async (tsconfig: object): Promise<string | undefined> => {
        const directory = scratch.make({
          'package.json': '{}',
          'tsconfig.json': JSON.stringify(tsconfig),
          'src/a.ts': '',
        })
        const { files } = await planInit(directory)
        return files.find(({ file }) => file.startsWith('qa-integ.config'))?.file
      }
      expect(await config({ include: ['src'] })).to.equal('qa-integ.config.ts')
      expect(await config({ compilerOptions: { noEmit: true } })).to.equal('qa-integ.config.ts')
      expect(await config({ compilerOptions: { outDir: 'dist' } })).to.equal('qa-integ.config.mjs')
      expect(await config({ compilerOptions: { outDir: 'dist', allowJs: true } })).to.equal('qa-integ.config.json')
    })

    it('and says when the build would compile suites', async () => {
      const notes = async (tsconfig: object): Promise<string> => {
        const directory = scratch.make({ 'tsconfig.json': JSON.stringify(tsconfig), 'src/a.ts': '' })
        return (await planInit(directory)).notes.join('\n')
      }
      expect(await notes({ compilerOptions: { outDir: 'dist' } })).to.match(
        /the project's build compiles test\/integration\/world\.ts and test\/integration\/first\.integ\.ts, too: exclude/,
      )
      expect(await notes({ compilerOptions: { outDir: 'dist' }, exclude: ['test'] })).to.equal('')
    })
  })

  describe('keeps what is there', () => {
    const others: Files = {
      '.mocharc.yml': 'timeout: 1\n',
      'qa-integ.config.json': '{ "suites": "it" }\r\n',
      'it/world.js': 'exports.x = 1',
      'it/a.integ.js': '// mine',
    }
    const names = Object.keys(others)
    const subsets = [...Array(2 ** names.length).keys()].map((bits) => names.filter((_, index) => bits & (1 << index)))

    for (const subset of subsets)
      it(`with ${subset.join(', ') || 'nothing'} there, and a second time changes nothing`, async () => {
        const directory = scratch.make({
          'package.json': '{}',
          ...Object.fromEntries(subset.map((name) => [name, others[name]!])),
        })
        const before = contentsOf(directory)
        const { files } = await setUp(directory)
        const between = contentsOf(directory)
        for (const [name, content] of Object.entries(before)) expect(between[name], name).to.equal(content)
        const wrote = files.filter(({ text }) => text !== undefined).map(({ file }) => file)
        expect(Object.keys(between)).to.have.members([...Object.keys(before), ...wrote])
        const again = await setUp(directory)
        expect(contentsOf(directory)).to.deep.equal(between)
        expect(again.files.every(({ text }) => text === undefined)).to.equal(true)
        expect(renderInit(again, false)).to.match(/^changed {5}nothing; everything is here already$/m)
      })

    it("and says what to add to mocha's options, wherever they stand", async () => {
      const remark = async (files: Files): Promise<string | undefined> => {
        const { files: told } = await planInit(scratch.make({ 'package.json': '{}', ...files }))
        return told.find(({ file }) => /mocharc|package/.test(file))?.remark
      }
      const add = `for mocha without \`qa-integ run\`, add to its "require": "${HOOKS}"`
      expect(await remark({ '.mocharc.cjs': 'module.exports = {}' })).to.equal(add)
      expect(await remark({ 'package.json': '{ "name": "qa-integ-user", "mocha": { "timeout": 1 } }' })).to.equal(add)
      expect(await remark({ '.mocharc.json': '{ "require": ["qa-integ/mocha"] }' })).to.equal(undefined)
    })

    it('also what appears in between, and what a link points to', async () => {
      const directory = scratch.make({ 'package.json': '{}', 'elsewhere.txt': 'kept' })
      const plan = await planInit(directory)
      mkdirSync(join(directory, 'test/integration'), { recursive: true })
      symlinkSync(join(directory, 'elsewhere.txt'), join(directory, 'test/integration/world.js'))
      expect(() => writeInit(plan)).to.throw(/EEXIST/)
      expect(read(directory, 'elsewhere.txt')).to.equal('kept')
    })
  })

  describe('says what is left to do', () => {
    const next = async (files: Files, packages: readonly string[] = []): Promise<readonly string[]> =>
      (await planInit(scratch.make(files, packages))).next

    for (const [lock, install, run] of [
      ['', 'npm i -D', 'npx'],
      ['package-lock.json', 'npm i -D', 'npx'],
      ['pnpm-lock.yaml', 'pnpm add -D', 'pnpm exec'],
      ['yarn.lock', 'yarn add -D', 'yarn'],
      ['bun.lock', 'bun add -d', 'bunx'],
    ] as const)
      it(`in the words of the package manager: ${lock || 'no lock file'}`, async () => {
        const steps = await next({
          'package.json': '{}',
          'tsconfig.json': '{"include":["src"]}',
          ...(lock ? { [lock]: '' } : {}),
        })
        expect(steps[0]).to.equal(`${install} qa-integ mocha chai tsx typescript @types/node @types/chai`)
        expect(steps[1]).to.equal(`${run} qa-integ run`)
      })

    it('also before what the configuration imports is installed', async () => {
      const directory = scratch.make({ 'package.json': '{"type":"module"}', 'tsconfig.json': '{ "include": ["src"] }' })
      await setUp(directory)
      const again = await planInit(directory)
      expect(again.files.every(({ text }) => text === undefined)).to.equal(true)
      expect(again.next[0]).to.match(/^npm i -D qa-integ mocha chai tsx/)
      expect(again.notes.join()).to.match(/qa-integ\.config\.ts can be read once the packages below are installed/)
    })

    it('with the lock file of a workspace above, but not beyond its repository', async () => {
      const root = scratch.make({
        'pnpm-lock.yaml': '',
        'a/package.json': '{}',
        'b/.git/HEAD': '',
        'b/package.json': '{}',
      })
      expect((await planInit(join(root, 'a'))).found.manager).to.deep.equal({ name: 'pnpm', by: 'pnpm-lock.yaml' })
      expect((await planInit(join(root, 'b'))).found.manager).to.deep.equal({ name: 'npm' })
    })

    it('with what package.json pins', async () => {
      expect((await next({ 'package.json': '{ "packageManager": "yarn@4.1.0" }' }))[0]).to.match(/^yarn add -D/)
    })

    it('with swc, and a TypeScript that it takes, where decorators need their types', async () => {
      const tsconfig = '{ "compilerOptions": { "emitDecoratorMetadata": true }, "include": ["src"] }'
      const typed = ['@types/node', '@types/chai']
      const files = { 'package.json': '{}', 'tsconfig.json': tsconfig }
      expect((await next(files, [...TOOLS, ...typed]))[0]).to.equal('npm i -D @swc-node/register @swc/core')
      const directory = scratch.make(files, [...TOOLS, ...typed])
      writeFileSync(join(directory, 'node_modules/typescript/package.json'), '{ "version": "7.0.2" }')
      expect((await planInit(directory)).next[0]).to.equal('npm i -D @swc-node/register @swc/core typescript@6')
      expect((await planInit(directory)).found.loader?.nodeOptions).to.deep.equal(['require=@swc-node/register'])
      const lines = /in "compilerOptions" of tsconfig\.json: "sourceMap": true/
      expect((await planInit(directory)).next.join('\n')).to.match(lines)
      writeFileSync(join(directory, 'tsconfig.json'), tsconfig.replace('{ "emit', '{ "sourceMap": true, "emit'))
      expect((await planInit(directory)).next.join('\n')).not.to.match(lines)
      const types = /in "compilerOptions" of tsconfig\.json: "types": \["node"\]/
      expect((await planInit(directory)).next.join('\n')).to.match(types)
      writeFileSync(join(directory, 'node_modules/typescript/package.json'), '{ "version": "5.9.3" }')
      expect((await planInit(directory)).next.join('\n')).not.to.match(types)
    })

    it('with a script and ignored files, unless they are there', async () => {
      const all = await next({ 'package.json': '{}', '.git/HEAD': '' }, TOOLS)
      expect(all).to.deep.equal([
        'npx qa-integ run',
        'in "scripts" of package.json: "test:integration": "qa-integ run"',
        'in .gitignore: qa-integ-report/, .qa-integ/* and !.qa-integ/scaffold.lock.json',
      ])
      const none = { 'package.json': '{ "scripts": { "it": "qa-integ run" } }', '.gitignore': '/.qa-integ/*\n' }
      expect(await next(none, TOOLS)).to.deep.equal(['npx qa-integ run'])
    })
  })

  it('tells it all in one page', async () => {
    const directory = scratch.make(
      {
        'package.json': '{ "type": "module", "dependencies": { "express": "^5" } }',
        'package-lock.json': '{}',
        'src/app.ts':
          "import express from 'express'\nexport function createApp() {\n  const app = express()\n  app.get('/health', (q, r) => r.json({}))\n  return app\n}",
        'src/other.ts': "import { DataSource } from 'typeorm'\nnew DataSource({})",
        '.mocharc.json': '{}',
      },
      [...TOOLS, 'express'],
    )
    expect(renderInit(await planInit(directory), true).split('\n')).to.deep.equal([
      'found       Express in TypeScript, ES modules, npm (package-lock.json)',
      '            src/app.ts: createApp(), which answers GET /health',
      'loader      tsx',
      'would write qa-integ.config.ts',
      '            test/integration/world.ts',
      '            test/integration/first.integ.ts',
      `kept        .mocharc.json: for mocha without \`qa-integ run\`, add to its "require": "${HOOKS}"`,
      'note        src/other.ts makes a DataSource that no suite can import: export it, or a function without arguments',
      'next        npx qa-integ run',
      '            in "scripts" of package.json: "test:integration": "qa-integ run"',
      '',
    ])
  })

  it('takes any text for a source, runs none of it, and writes only what it says', async () => {
    const directory = scratch.make({ 'package.json': '{}' }, ['express'])
    const pieces = fc.constantFrom(
      "import express from 'express'\n",
      'export ',
      'const app = ',
      'express()',
      'module.exports = ',
      'function f(',
      ') {',
      '}',
      'return app',
      "app.get('/', (q, r) => r.send('x'))",
      'class AppModule {',
      '@Module({ imports: [] })',
      'new DataSource(',
      "{ type: 'sqlite' }",
      "process.exit(9); require('node:fs').writeFileSync('ran', '')\n",
      'default ',
      ';\n',
      '`${',
      "'",
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 25 }), async (parts) => {
        mkdirSync(join(directory, 'src'), { recursive: true })
        writeFileSync(join(directory, 'src/app.ts'), parts.join(''))
        const plan = await planInit(directory)
        expect(existsSync(join(directory, 'ran'))).to.equal(false)
        for (const { file, text } of plan.files) {
          expect(dirname(file)).to.be.oneOf(['.', 'test/integration'])
          expect(text).to.be.a('string')
        }
      }),
      { numRuns: 150 },
    )
    rmSync(join(directory, 'src'), { recursive: true })
  })
})
