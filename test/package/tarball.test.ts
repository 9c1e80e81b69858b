import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { mustBeBuilt } from '../support/built.js'

const ROOT = resolve(import.meta.dirname, '../..')

interface Manifest {
  readonly exports: Record<string, { types: string; default: string } | string>
  readonly bin: Record<string, string>
  readonly peerDependencies: Record<string, string>
  readonly peerDependenciesMeta: Record<string, { optional?: boolean }>
  readonly dependencies: Record<string, string>
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest

describe('the packed package', () => {
  let files: string[] = []
  before(() => {
    mustBeBuilt()
    const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const read = JSON.parse(told) as
      | readonly { files: { path: string }[] }[]
      | Record<string, { files: { path: string }[] }>
    files = Object.values(read)[0]!.files.map(({ path }) => path)
  })

  it('holds what every entry point and the command need, types included', () => {
    const wanted = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    )
    for (const file of [...wanted, ...Object.values(manifest.bin)]) expect(files).to.include(file.replace('./', ''))
    expect(files.some((file) => file.startsWith('dist/generators/init/'))).to.equal(true)
  })

  it('holds nothing but what was built, the licence and what to read', () => {
    const others = files.filter((file) => !/^dist\/(?:src|generators)\/.*\.(?:js|d\.ts)$/.test(file))
    expect(others).to.have.members(
      ['LICENSE', 'package.json', 'README.md'].filter((file) => existsSync(join(ROOT, file))),
    )
  })

  it('has a command that a shell can start', () => {
    for (const file of Object.values(manifest.bin))
      expect(readFileSync(join(ROOT, file), 'utf8')).to.match(/^#!\/usr\/bin\/env node\n/)
  })

  it('asks for mocha and chai, and leaves every other peer to who needs it', () => {
    const needed = Object.keys(manifest.peerDependencies).filter(
      (name) => !manifest.peerDependenciesMeta[name]?.optional,
    )
    expect(needed).to.have.members(['mocha', 'chai'])
  })
})

describe('every entry point', () => {
  before(mustBeBuilt)
  for (const entry of Object.keys(manifest.exports).filter((name) => name !== './package.json'))
    it(`qa-integ${entry.slice(1)} exports words, the same by import and by require`, async () => {
      const name = `qa-integ${entry.slice(1)}`
      const imported = Object.keys((await import(name)) as object)
      expect(imported).to.not.be.empty
      const program = `console.log(JSON.stringify(Object.keys(require(${JSON.stringify(name)}))))`
      const required = execFileSync(process.execPath, ['-e', program], { cwd: ROOT, encoding: 'utf8' })
      expect(JSON.parse(required)).to.have.members(imported)
    })
})
