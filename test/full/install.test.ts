import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect } from 'chai'
import { packed } from '../package/packed.js'
import { anotherNode } from './another-node.js'
import { run, succeeded } from './run.js'

const PNPM = resolve(import.meta.dirname, '../../node_modules/.bin/pnpm')
const PASSES = /component .* 1 passed/

describe('the tarball, installed', () => {
  const made: string[] = []
  const empty = (files: Readonly<Record<string, string>> = {}): string => {
    const directory = mkdtempSync(join(tmpdir(), 'qa-integ-install-'))
    made.push(directory)
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      writeFileSync(join(directory, name), text)
    }
    return directory
  }
  after(() => {
    for (const directory of made) rmSync(directory, { recursive: true, force: true })
  })

  it('by npm in an empty directory: no word of deprecation or engines, and one scenario passes by either command', () => {
    const directory = empty()
    const installed = succeeded(run(directory, 'npm', 'i', '-D', packed(), 'mocha', 'chai', 'tsx', 'typescript'))
    expect(installed.stderr).to.not.match(/deprecated|EBADENGINE|ERESOLVE|peer/i)
    // The package itself runs nothing when it is installed.
    expect(installed.stderr).to.not.match(/qa-integ/)
    const told = succeeded(run(directory, 'npx', 'qa-integ', 'init'))
    expect(told.stderr).to.equal('')
    expect(told.stdout).to.match(/^next {8}npx qa-integ run$/m)
    const ran = succeeded(run(directory, 'npx', 'qa-integ', 'run'))
    expect(ran.stderr).to.equal('')
    expect(ran.stdout).to.match(PASSES)
    const plain = succeeded(run(directory, 'npx', 'mocha'))
    expect(plain.stderr).to.equal('')
    expect(plain.stdout).to.match(/1 passing/)
    expect(succeeded(run(directory, 'npx', 'qa-integ', 'init')).stdout).to.match(/everything is here already/)
  })

  it('by pnpm in an empty directory', () => {
    const directory = empty()
    const installed = succeeded(run(directory, PNPM, 'add', '-D', packed(), 'mocha', 'chai', 'tsx', 'typescript'))
    expect(installed.stdout + installed.stderr).to.not.match(/deprecated|unsupported engine|unmet peer/i)
    const told = succeeded(run(directory, PNPM, 'exec', 'qa-integ', 'init'))
    expect(told.stdout).to.match(/^next {8}pnpm exec qa-integ run$/m)
    const ran = succeeded(run(directory, PNPM, 'exec', 'qa-integ', 'run'))
    expect(ran.stderr).to.equal('')
    expect(ran.stdout).to.match(PASSES)
    expect(succeeded(run(directory, PNPM, 'exec', 'mocha')).stdout).to.match(/1 passing/)
  })

  it('by pnpm in a workspace that hoists nothing', () => {
    const root = empty({
      'package.json': '{ "private": true }',
      'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
      '.npmrc': 'hoist=false\n',
      'packages/a/package.json': '{ "name": "a", "type": "module" }',
    })
    const directory = join(root, 'packages/a')
    succeeded(run(directory, PNPM, 'add', '-D', packed(), 'mocha', 'chai', 'tsx', 'typescript'))
    succeeded(run(directory, PNPM, 'exec', 'qa-integ', 'init'))
    expect(succeeded(run(directory, PNPM, 'exec', 'qa-integ', 'run')).stdout).to.match(PASSES)
    expect(succeeded(run(directory, PNPM, 'exec', 'mocha')).stdout).to.match(/1 passing/)
  })

  it('in a new Nest project: GET / is answered, and the build is as it was', () => {
    const directory = empty(NEST)
    succeeded(run(directory, 'npm', 'i'))
    succeeded(run(directory, 'npm', 'i', '-D', packed(), 'mocha', 'chai'))
    const told = succeeded(run(directory, 'npx', 'qa-integ', 'init')).stdout
    const [, missing = ''] = /^next {8}npm i -D (.*)$/m.exec(told) ?? []
    expect(missing).to.match(/^@swc-node\/register @swc\/core/)
    succeeded(run(directory, 'npm', 'i', '-D', ...missing.split(' ')))
    const plain = succeeded(run(directory, 'npx', 'mocha'))
    expect(plain.stderr).to.equal('')
    expect(plain.stdout).to.match(/✔ GET \/ is answered/)
    succeeded(run(directory, 'npx', 'tsc', '--noEmit', '-p', 'tsconfig.json'))
    succeeded(run(directory, 'npx', 'tsc', '-p', 'tsconfig.build.json'))
    expect(existsSync(join(directory, 'dist/main.js'))).to.equal(true)
    const ran = succeeded(run(directory, 'npx', 'qa-integ', 'run'))
    expect(ran.stdout).to.match(/api .* 1 passed/)
  })

  it('with a sqlite3 that is compiled where it has to be: entities without column types load by swc', () => {
    const tsconfig = {
      compilerOptions: { module: 'nodenext', experimentalDecorators: true, emitDecoratorMetadata: true },
    }
    const directory = empty({
      'package.json': '{ "type": "module" }',
      '.npmrc': 'allow-scripts=sqlite3\n',
      'tsconfig.json': JSON.stringify({ ...tsconfig, include: ['src'] }),
      'src/note.ts': `
        import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm'
        @Entity()
        export class Note { @PrimaryGeneratedColumn() id!: number; @Column() text!: string }
        export const AppDataSource = new DataSource({ type: 'sqlite', database: 'x', entities: [Note], synchronize: true })`,
      'test/integration/note.integ.ts': `
        import { suite } from 'qa-integ'
        import { Note } from '../../src/note.js'
        import { db } from './world.js'
        suite({ category: 'component' }).scenario('a note is kept')
          .given(db)
          .when('it is saved', () => db.repository(Note).save({ text: 'tea' }))
          .expect(db.row(Note, { id: 1 }, { text: 'tea' }))`,
    })
    const packages = [
      'mocha',
      'chai',
      '@swc-node/register',
      '@swc/core',
      'typeorm@0.3',
      'reflect-metadata',
      'sqlite3@6',
    ]
    succeeded(run(directory, 'npm', 'i', '-D', packed(), ...packages))
    succeeded(run(directory, 'npx', 'qa-integ', 'init'))
    const ran = succeeded(run(directory, 'npx', 'qa-integ', 'run'))
    expect(ran.stdout)
      .to.match(/^loader +swc$/m)
      .and.to.match(PASSES)
    expect(ran.stderr).to.equal('')
  })

  for (const version of ['22.12', '22', '24'])
    it(`on Node ${version}: TypeScript by tsx and, where Node has it, without; JavaScript by import and by require`, function () {
      this.timeout(900_000)
      const directory = empty({ 'package.json': '{ "type": "module" }' })
      const node = anotherNode(directory, version) ?? this.skip()
      succeeded(run(directory, 'npm', 'i', '-D', packed(), 'mocha', 'chai', 'typescript'))
      const main = join(directory, 'node_modules/qa-integ/dist/src/cli/main.js')
      const features = succeeded(run(directory, node, '-p', '!!process.features.typescript')).stdout.trim()
      if (features === 'true') passes(directory, node, main, "node's own type stripping")
      succeeded(run(directory, 'npm', 'i', '-D', 'tsx'))
      passes(directory, node, main, 'tsx')
      for (const type of ['module', 'commonjs']) {
        const inner = join(directory, type)
        mkdirSync(inner)
        writeFileSync(join(inner, 'package.json'), JSON.stringify({ type }))
        writeFileSync(join(inner, 'index.js'), '')
        passes(inner, node, main, undefined)
      }
    })

  /** Sets the project up anew and runs it, with this Node alone. */
  function passes(directory: string, node: string, main: string, loader: string | undefined): void {
    for (const name of ['test', '.mocharc.json', 'qa-integ.config.ts'])
      rmSync(join(directory, name), { recursive: true, force: true })
    succeeded(run(directory, node, main, 'init'))
    const ran = succeeded(run(directory, node, main, 'run'))
    expect(ran.stdout).to.match(PASSES)
    if (loader !== undefined) expect(ran.stdout).to.contain(`loader     ${loader}`)
    expect(ran.stderr).to.match(TOLERATED)
  }
})

// Node 22.12, the oldest that is supported of its line, still calls require of ES modules experimental.
const TOLERATED = /^(?:\(node:\d+\) ExperimentalWarning: CommonJS module .*\n.*experimental feature.*\n\(Use .*\n)*$/

const NEST = {
  'package.json': JSON.stringify({
    name: 'nest',
    private: true,
    dependencies: {
      '@nestjs/common': '^11',
      '@nestjs/core': '^11',
      '@nestjs/platform-express': '^11',
      'reflect-metadata': '^0.2',
      rxjs: '^7.8',
    },
    devDependencies: { typescript: '^5.7', '@types/node': '^22', '@types/express': '^5' },
  }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      module: 'nodenext',
      moduleResolution: 'nodenext',
      esModuleInterop: true,
      emitDecoratorMetadata: true,
      experimentalDecorators: true,
      target: 'ES2023',
      outDir: './dist',
      skipLibCheck: true,
      strictNullChecks: true,
    },
  }),
  'tsconfig.build.json': '{ "extends": "./tsconfig.json", "exclude": ["node_modules", "test", "dist", "**/*spec.ts"] }',
  'src/main.ts': `
    import { NestFactory } from '@nestjs/core'
    import { AppModule } from './app.module'
    async function bootstrap() {
      const app = await NestFactory.create(AppModule)
      await app.listen(3000)
    }
    bootstrap()`,
  'src/app.module.ts': `
    import { Module } from '@nestjs/common'
    import { AppController } from './app.controller'
    import { AppService } from './app.service'
    @Module({ imports: [], controllers: [AppController], providers: [AppService] })
    export class AppModule {}`,
  'src/app.controller.ts': `
    import { Controller, Get } from '@nestjs/common'
    import { AppService } from './app.service'
    @Controller()
    export class AppController {
      constructor(private readonly appService: AppService) {}
      @Get()
      getHello(): string { return this.appService.getHello() }
    }`,
  'src/app.service.ts': `
    import { Injectable } from '@nestjs/common'
    @Injectable()
    export class AppService { getHello(): string { return 'Hello World!' } }`,
}
