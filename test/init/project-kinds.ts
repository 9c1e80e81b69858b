import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Results } from '../../src/report/index.js'
import { runCommand } from '../support/run-command.js'
import { project } from '../support/run-suite.js'
import { contentsOf, type Files } from './scratch-projects.js'

const ROUTE = "app.get('/health', (_request, response) => { response.json({ status: 'ok' }) })"

/** A project as somebody may have it, and the scenario that `qa-integ init` gives it. */
export interface Kind {
  readonly what: string
  readonly files: Files
  readonly manifest: object
  readonly title: string
}

export const KINDS: readonly Kind[] = [
  {
    what: 'an empty TypeScript project',
    files: { 'tsconfig.json': '{}' },
    manifest: { type: 'module' },
    title: 'a note is read as it was written',
  },
  {
    what: 'an empty TypeScript project of type commonjs',
    files: { 'tsconfig.json': '{}' },
    manifest: {},
    title: 'a note is read as it was written',
  },
  {
    what: 'a plain JavaScript project',
    files: { 'index.js': 'exports.x = 1' },
    manifest: {},
    title: 'a note is read as it was written',
  },
  {
    what: 'an Express project in TypeScript, ESM',
    files: {
      'tsconfig.json': '{ "include": ["src"] }',
      'src/app.ts': `import express, { type Express } from 'express'
        export function createApp(): Express { const app = express(); ${ROUTE}; return app }`,
      'src/server.ts': "import { createApp } from './app.js'\ncreateApp().listen(3000)",
    },
    manifest: { type: 'module', dependencies: { express: '^5' } },
    title: 'GET /health is answered',
  },
  {
    what: 'an Express project in JavaScript, CommonJS',
    files: {
      'app.js': `const express = require('express')\nconst app = express()\n${ROUTE}\nmodule.exports = app`,
      'server.js': "require('./app').listen(3000)",
    },
    manifest: { dependencies: { express: '^5' } },
    title: 'GET /health is answered',
  },
  {
    what: 'an Express project with a data source',
    files: {
      'src/app.ts': `import express from 'express'\nimport type { DataSource } from 'typeorm'
        export const createApp = (dataSource: DataSource) => { const app = express(); ${ROUTE}; return app }`,
      'src/data-source.ts': `import { DataSource } from 'typeorm'
        export const AppDataSource = new DataSource({ type: 'sqlite', database: 'shop.sqlite' })`,
    },
    manifest: { type: 'module' },
    title: 'a note is read as it was written',
  },
]

/** Sets a project up by the command, runs its suites, and sets it up again. */
export function isSetUp({ what, files, manifest, title }: Kind): void {
  it(`sets up ${what}: one scenario passes, and a second time nothing changes`, async () => {
    const directory = project(files, manifest)
    try {
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
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
}
