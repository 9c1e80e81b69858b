import { expect } from 'chai'
import { findings } from '../../generators/init/findings.js'
import { type Files, scratchProjects } from './scratch-projects.js'

const TYPEORM = "import { DataSource } from 'typeorm'\n"
const EXPRESS = "import express from 'express'\n"

describe('the data source of a project', () => {
  const scratch = scratchProjects()
  after(() => scratch.clear())
  const found = (files: Files) => findings(scratch.make({ 'package.json': '{"type":"module"}', ...files }))

  const kinds: readonly (readonly [string, Files, object])[] = [
    [
      'a constant',
      {
        'src/data-source.ts': `${TYPEORM}export const AppDataSource = new DataSource({ type: 'postgres', database: 'shop' })`,
      },
      { exported: 'AppDataSource', form: 'value', type: 'postgres', inMemory: false },
    ],
    [
      'in memory',
      { 'src/db.ts': `${TYPEORM}export default new DataSource({ type: 'sqlite', database: ':memory:' })` },
      { exported: 'default', local: 'dataSource', form: 'value', inMemory: true },
    ],
    [
      'a function that needs nothing',
      {
        'src/db.ts': `${TYPEORM}export function open(file = 'x'): DataSource { const it = new DataSource(options); return it }`,
      },
      { exported: 'open', form: 'factory', inMemory: false },
    ],
    [
      'one of CommonJS',
      {
        'package.json': '{}',
        'db.js':
          "const { DataSource } = require('typeorm')\nconst db = new DataSource({ type: 'sqlite' })\nmodule.exports = { db }",
      },
      { exported: 'db', form: 'value', type: 'sqlite' },
    ],
    [
      'one that is opened by a function',
      {
        'src/db.ts': `${TYPEORM}export const db = new DataSource({ type: 'sqlite' })\nexport const open = () => db.initialize()`,
      },
      { exported: 'db' },
    ],
  ]
  for (const [what, files, expected] of kinds)
    it(`is found: ${what}`, () => expect(found(files).dataSource).to.deep.include(expected))

  for (const [what, files, note] of [
    [
      'it connects when it is loaded',
      { 'src/db.ts': `${TYPEORM}export const db = new DataSource({ type: 'sqlite' })\nawait db.initialize()` },
      /src\/db\.ts connects as soon as it is loaded/,
    ],
    ['nobody exports it', { 'src/db.ts': `${TYPEORM}const db = new DataSource({})` }, /no suite can import: export it/],
    [
      'it needs arguments',
      { 'src/db.ts': `${TYPEORM}export const open = (url: string) => new DataSource({ url })` },
      /no suite can import: export it, or a function without arguments/,
    ],
    [
      'the application opens it itself',
      {
        'src/db.ts': `${TYPEORM}export const db = new DataSource({ type: 'sqlite' })`,
        'src/app.ts': `${EXPRESS}import { db } from './db.js'\nexport async function createApp() { await db.initialize(); return express() }`,
      },
      /src\/app\.ts opens db itself/,
    ],
  ] as const)
    it(`is told about where it can't be used: ${what}`, () => {
      const { dataSource, notes } = found(files)
      expect(dataSource).to.equal(undefined)
      expect(notes.join('\n')).to.match(note)
    })

  it('is known to be used by an application that loads it, near or far', () => {
    const db = `${TYPEORM}export const db = new DataSource({ type: 'sqlite' })`
    const app = (from: string): string => `${EXPRESS}import '${from}'\nexport const createApp = () => express()`
    const files = {
      'src/db.ts': db,
      'src/routes/index.ts': "export { users } from './users'",
      'src/routes/users.ts': "import { db } from '../db.js'\nexport const users = db",
    }
    expect(found({ ...files, 'src/app.ts': app('./routes') }).appUsesDataSource).to.equal(true)
    expect(found({ ...files, 'src/app.ts': app('./nothing') }).appUsesDataSource).to.equal(false)
  })
})
