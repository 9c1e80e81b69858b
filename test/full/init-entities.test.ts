import { rmSync } from 'node:fs'
import { expect } from 'chai'
import type { Files } from '../init/scratch-projects.js'
import { runCommand } from '../support/run-command.js'
import { project, runMocha } from '../support/run-suite.js'

const tsconfig = (emitDecoratorMetadata: boolean): string =>
  JSON.stringify({
    compilerOptions: {
      target: 'es2022',
      module: 'nodenext',
      strict: true,
      experimentalDecorators: true,
      emitDecoratorMetadata,
    },
    include: ['src'],
  })

// A column without a type: TypeORM reads it from what the compiler leaves behind.
const NOTE = `
  import 'reflect-metadata'
  import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm'
  @Entity()
  export class Note {
    @PrimaryGeneratedColumn()
    id!: number
    @Column()
    text!: string
  }
  export const AppDataSource = new DataSource({ type: 'sqlite', database: 'notes.sqlite', entities: [Note], synchronize: true })`

const suite = (ending: string): string => `
  import { suite } from 'qa-integ'
  import { Note } from '../../src/note${ending}'
  import { db } from './world${ending}'

  const { scenario } = suite({ category: 'database' })

  scenario('a note is kept')
    .given(db)
    .when('it is saved', () => db.repository(Note).save({ text: 'tea' }))
    .expect(db.row(Note, { id: 1 }, { text: 'tea' }))`

const files = (ending: string, metadata: boolean): Files => ({
  'tsconfig.json': tsconfig(metadata),
  'src/note.ts': NOTE,
  'test/integration/note.integ.ts': suite(ending),
})

describe('entities whose columns tell no type', () => {
  const directories: string[] = []
  const given = async (text: Files, manifest: object) => {
    const directory = project(text, { dependencies: { typeorm: '^0.3' }, ...manifest })
    directories.push(directory)
    return { directory, init: await runCommand(directory, ['init']) }
  }
  after(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true })
  })

  it('load by swc, which init chooses for them', async () => {
    const { directory, init } = await given(files('.js', true), { type: 'module' })
    expect(init.stdout).to.match(/^loader {6}swc: tsconfig\.json has "emitDecoratorMetadata"/m)
    const { code, stdout, stderr } = await runCommand(directory, ['run'])
    expect(stderr).to.equal('')
    expect(code, stdout).to.equal(0)
    expect(stdout)
      .to.match(/^loader +swc$/m)
      .and.to.match(/1 passed/)
  })

  it("load by swc under mocha's own command, in a package of type commonjs", async () => {
    const { directory } = await given(files('', true), { type: 'commonjs' })
    const args = ['--config', '.mocharc.json']
    const { code, stdout, stderr } = await runMocha(directory, { nodeOptions: [], args })
    expect(stderr).to.equal('')
    expect(code, stdout).to.equal(0)
    expect(stdout).to.match(/1 passing/)
  })

  it('fail by tsx, with a sentence that says why and what to do', async () => {
    const { directory, init } = await given(files('.js', false), { type: 'module' })
    expect(init.stdout).to.match(/^loader {6}tsx$/m)
    const { code, stderr } = await runCommand(directory, ['run'])
    expect(code).to.not.equal(0)
    expect(stderr).to.match(
      /qa-integ: TypeORM could not see the types of decorated columns: tsx and esbuild drop decorator metadata/,
    )
    expect(stderr).to.match(/npm i -D @swc-node\/register @swc\/core.*"emitDecoratorMetadata": true/)
  })

  it('fail with the option to set, where decorators are taken for those of the language', async () => {
    const text = files('.js', false)
    const { directory } = await given(
      { ...text, 'tsconfig.json': text['tsconfig.json']!.replace('"experimentalDecorators":true,', '') },
      { type: 'module' },
    )
    const { code, stderr } = await runCommand(directory, ['run'])
    expect(code).to.not.equal(0)
    expect(stderr).to.match(
      /qa-integ: TypeORM has decorators of the older kind.*set "experimentalDecorators": true in the compilerOptions of tsconfig\.json/,
    )
  })
})
