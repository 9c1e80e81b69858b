import { expect } from 'chai'
import { findings } from '../../generators/init/findings.js'
import { type Files, scratchProjects } from './scratch-projects.js'

const EXPRESS = "import express from 'express'\n"
const esm = (files: Files): Files => ({ 'package.json': '{"type":"module"}', ...files })

describe('the application of a project', () => {
  const scratch = scratchProjects()
  after(() => scratch.clear())
  const found = (files: Files) => findings(scratch.make(files))

  const kinds: readonly (readonly [string, Files, object])[] = [
    [
      'a function that makes an Express application',
      esm({ 'src/app.ts': `${EXPRESS}export function createApp() { const app = express(); return app }` }),
      { framework: 'Express', file: 'src/app.ts', exported: 'createApp', form: 'factory', needs: 'nothing' },
    ],
    [
      'one that says so by its type, and may be told options',
      esm({
        'src/app.ts': `${EXPRESS}import type { Express } from 'express'\nexport const build = (port = 1, name?: string): Express => make()`,
      }),
      { framework: 'Express', exported: 'build', form: 'factory', needs: 'nothing' },
    ],
    [
      'one that makes it in a chain, later',
      esm({ 'src/app.ts': `${EXPRESS}export default async () => express().use(express.json()).disable('etag')` }),
      { framework: 'Express', exported: 'default', local: 'createApp', form: 'factory' },
    ],
    [
      'an application that is exported by name',
      esm({ 'src/index.ts': `${EXPRESS}const app = express()\nexport { app as shop }` }),
      { framework: 'Express', file: 'src/index.ts', exported: 'shop', form: 'value' },
    ],
    [
      'an application that is the default',
      esm({ 'src/app.ts': `${EXPRESS}const app = express()\nexport default app` }),
      { framework: 'Express', exported: 'default', local: 'app', form: 'value' },
    ],
    [
      'all that a CommonJS module exports',
      { 'app.js': "const express = require('express')\nconst app = express()\nmodule.exports = app" },
      { framework: 'Express', file: 'app.js', exported: 'module', local: 'app', form: 'value' },
    ],
    [
      'one of the things that a CommonJS module exports',
      {
        'app.js':
          "const express = require('express')\nfunction make() { return express() }\nmodule.exports = { make, x: 1 }",
      },
      { framework: 'Express', exported: 'make', form: 'factory' },
    ],
    [
      'something after exports.',
      { 'app.js': "const express = require('express')\nexports.createApp = () => express()" },
      { framework: 'Express', exported: 'createApp', form: 'factory' },
    ],
    [
      'Fastify as its documentation makes it',
      { 'app.js': "const fastify = require('fastify')({ logger: true })\nmodule.exports = fastify" },
      { framework: 'Fastify', exported: 'module', local: 'fastify', form: 'value' },
    ],
    [
      'Fastify by a function',
      esm({
        'src/app.ts':
          "import Fastify from 'fastify'\nexport async function build(options = {}) { const app = Fastify(options); return app }",
      }),
      { framework: 'Fastify', exported: 'build', form: 'factory' },
    ],
    [
      "Nest's module",
      {
        'tsconfig.json': '{}',
        'src/app.module.ts':
          "import { Module } from '@nestjs/common'\n@Module({ imports: [] })\nexport class AppModule {}",
        'src/main.ts':
          "import { NestFactory } from '@nestjs/core'\nimport { AppModule } from './app.module'\nasync function bootstrap() { const app = await NestFactory.create(AppModule); await app.listen(3000) }\nbootstrap()",
      },
      { framework: 'Nest', file: 'src/app.module.ts', exported: 'AppModule', form: 'module' },
    ],
    [
      "a server of Node's own",
      esm({
        'src/server.ts':
          "import { createServer } from 'node:http'\nexport const server = createServer((_, r) => r.end())",
      }),
      { framework: 'Node', exported: 'server', form: 'value' },
    ],
    [
      'a function before a value that stands nearer',
      esm({
        'src/app.ts': `${EXPRESS}export const app = express()`,
        'src/make.ts': `${EXPRESS}export const make = () => express()`,
      }),
      { file: 'src/make.ts', exported: 'make' },
    ],
    [
      'the nearer of two',
      esm({
        'src/deep/app.ts': `${EXPRESS}export const make = () => express()`,
        'src/app.ts': `${EXPRESS}export const make = () => express()`,
      }),
      { file: 'src/app.ts' },
    ],
    [
      'an application whose file listens only when it is the program',
      {
        'app.js': "const app = require('express')()\nif (require.main === module) app.listen(1)\nmodule.exports = app",
      },
      { framework: 'Express', exported: 'module', form: 'value' },
    ],
    [
      'a function that wants the data source that there is',
      esm({
        'src/app.ts': `${EXPRESS}import type { DataSource } from 'typeorm'\nexport function createApp(dataSource: DataSource) { return express() }`,
        'src/data-source.ts':
          "import { DataSource } from 'typeorm'\nexport const AppDataSource = new DataSource({ type: 'sqlite', database: 'x' })",
      }),
      { exported: 'createApp', needs: 'dataSource' },
    ],
  ]
  for (const [what, files, expected] of kinds)
    it(`is found: ${what}`, () => {
      const { app, notes } = found(files)
      expect(app).to.deep.include(expected)
      expect(notes).to.deep.equal([])
    })

  const unusable: readonly (readonly [string, Files, RegExp])[] = [
    [
      'a file that listens when it is loaded',
      esm({ 'src/index.ts': `${EXPRESS}export const app = express()\napp.listen(3000)` }),
      /src\/index\.ts opens its port as soon as it is loaded/,
    ],
    [
      'a file that listens by a function of its own',
      {
        'server.js':
          "const app = require('express')()\nconst start = async () => { await app.listen(1) }\nstart()\nmodule.exports = { app }",
      },
      /server\.js opens its port as soon as it is loaded/,
    ],
    [
      'an application that nobody exports',
      { 'server.js': "const app = require('express')()\napp.listen(1)" },
      /server\.js opens its port as soon as it is loaded/,
    ],
    [
      'a function that needs more than can be known',
      esm({ 'src/app.ts': `${EXPRESS}export const createApp = (config: Config, db: Db) => express()` }),
      /createApp\(…\) in src\/app\.ts has to be given arguments/,
    ],
    [
      'a function that needs a data source where there is none',
      esm({ 'src/app.ts': `${EXPRESS}export const createApp = (dataSource: DataSource) => express()` }),
      /has to be given a DataSource, and no file exports one/,
    ],
    [
      'a framework without an application',
      { 'package.json': '{"dependencies":{"express":"^5"}}', 'index.js': "require('express')" },
      /Express is here, but no file exports an application/,
    ],
  ]
  for (const [what, files, note] of unusable)
    it(`is told about where it can't be used: ${what}`, () => {
      const { app, notes } = found(files)
      expect(app).to.equal(undefined)
      expect(notes.join('\n')).to.match(note)
    })

  it('is not looked for in tests, in packages inside the project, and in what was built', () => {
    const text = `${EXPRESS}export const app = express()`
    const { app } = found(
      esm({ 'test/app.ts': text, 'dist/app.js': text, 'packages/a/package.json': '{}', 'packages/a/app.ts': text }),
    )
    expect(app).to.equal(undefined)
  })

  it('is not what only looks like one', () => {
    const { app, notes } = found(
      esm({
        'src/a.ts': "import { express } from './express.js'\nexport const app = express()",
        'src/express.ts': 'export const express = () => ({ get() {} })',
        'src/b.ts': "// import express from 'express'\nexport const createApp = () => 'express()'",
      }),
    )
    expect(app).to.equal(undefined)
    expect(notes).to.deep.equal([])
  })
})
