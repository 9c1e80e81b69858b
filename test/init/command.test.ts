import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Results } from '../../src/report/index.js'
import { runCommand } from '../support/run-command.js'
import { project, runMocha } from '../support/run-suite.js'
import { contentsOf, type Files } from './scratch-projects.js'

const ROUTE = "app.get('/health', (_request, response) => { response.json({ status: 'ok' }) })"

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

  const projects: readonly (readonly [string, Files, object, string])[] = [
    ['an empty TypeScript project', { 'tsconfig.json': '{}' }, { type: 'module' }, 'a note is read as it was written'],
    ['an empty TypeScript project of type commonjs', { 'tsconfig.json': '{}' }, {}, 'a note is read as it was written'],
    ['a plain JavaScript project', { 'index.js': 'exports.x = 1' }, {}, 'a note is read as it was written'],
    [
      'an Express project in TypeScript, ESM',
      {
        'tsconfig.json': '{ "include": ["src"] }',
        'src/app.ts': `import express, { type Express } from 'express'
          export function createApp(): Express { const app = express(); ${ROUTE}; return app }`,
        'src/server.ts': "import { createApp } from './app.js'\ncreateApp().listen(3000)",
      },
      { type: 'module', dependencies: { express: '^5' } },
      'GET /health is answered',
    ],
    [
      'an Express project in JavaScript, CommonJS',
      {
        'app.js': `const express = require('express')\nconst app = express()\n${ROUTE}\nmodule.exports = app`,
        'server.js': "require('./app').listen(3000)",
      },
      { dependencies: { express: '^5' } },
      'GET /health is answered',
    ],
    [
      'an Express project with a data source',
      {
        'src/app.ts': `import express from 'express'\nimport type { DataSource } from 'typeorm'
          export const createApp = (dataSource: DataSource) => { const app = express(); ${ROUTE}; return app }`,
        'src/data-source.ts': `import { DataSource } from 'typeorm'
          export const AppDataSource = new DataSource({ type: 'sqlite', database: 'shop.sqlite' })`,
      },
      { type: 'module' },
      'a note is read as it was written',
    ],
  ]
  for (const [what, files, manifest, title] of projects)
    it(`sets up ${what}: one scenario passes, by both commands, and a second time nothing changes`, async () => {
      const directory = given(files, manifest)
      const first = await runCommand(directory, ['init'])
      expect(first.code, first.stderr).to.equal(0)
      const between = contentsOf(directory)
      const run = await runCommand(directory, ['run'])
      expect(run.stderr).to.equal('')
      expect(run.code, run.stdout).to.equal(0)
      const results = JSON.parse(readFileSync(join(directory, 'qa-integ-report/results.json'), 'utf8')) as Results
      expect(results.scenarios.map((one) => `${one.title}: ${one.status}`)).to.deep.equal([`${title}: passed`])
      const second = await runCommand(directory, ['init'])
      expect(second.code).to.equal(0)
      expect(second.stdout).to.match(/^changed {5}nothing; everything is here already$/m)
      expect(contentsOf(directory)).to.include(between)
    })

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

  it('ends with 4 when it can not write', async () => {
    const directory = given({ 'package.json': '{}', test: 'a file where a folder has to be' })
    const { code, stderr } = await runCommand(directory, ['init'])
    expect(stderr).to.match(/^qa-integ: .*test/)
    expect(code).to.equal(4)
  })
})
