import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { mustBeBuilt } from '../support/built.js'
import { run, succeeded } from './run.js'

const ROOT = resolve(import.meta.dirname, '../..')

/** Pact 17 in a directory of its own; its installation reports to nobody. Says in a line why there is none. */
function pact17(directory: string): string | undefined {
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ scarfSettings: { enabled: false } }))
  const { code, stderr } = run(directory, 'npm', 'i', '@pact-foundation/pact@17')
  if (code === 0) return join(directory, 'node_modules/@pact-foundation')
  console.log(`      skipped: @pact-foundation/pact@17 could not be installed: ${stderr.trim().split('\n')[0]}`)
  return undefined
}

/** This repository with another Pact: what the tests read is copied, every other package is linked. */
function copyWith(pact: string, copy: string): void {
  for (const name of ['src', 'generators', 'test', 'dist', 'package.json', 'tsconfig.json', 'README.md'])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true })
  mkdirSync(join(copy, 'node_modules'))
  for (const entry of readdirSync(join(ROOT, 'node_modules')))
    if (!entry.startsWith('.') && entry !== 'qa-integ' && entry !== '@pact-foundation')
      symlinkSync(join(ROOT, 'node_modules', entry), join(copy, 'node_modules', entry))
  symlinkSync(copy, join(copy, 'node_modules/qa-integ'))
  symlinkSync(pact, join(copy, 'node_modules/@pact-foundation'))
}

describe('the tests of contracts', function () {
  this.timeout(600_000)

  it('pass with Pact 17', function () {
    mustBeBuilt()
    const directory = mkdtempSync(join(tmpdir(), 'qa-integ-pact-'))
    try {
      const [install, copy] = [join(directory, 'install'), join(directory, 'copy')]
      for (const folder of [install, copy]) mkdirSync(folder)
      const pact = pact17(install) ?? this.skip()
      copyWith(pact, copy)
      const { version } = JSON.parse(
        readFileSync(join(copy, 'node_modules/@pact-foundation/pact/package.json'), 'utf8'),
      )
      expect(version).to.match(/^17\./)
      const mocha = join(ROOT, 'node_modules/mocha/bin/mocha.js')
      const options = ['--no-config', '--require', './src/mocha/index.ts', '--timeout', '60000']
      const ran = run(copy, process.execPath, '--import=tsx', mocha, ...options, 'test/contract/*.test.ts')
      expect(Number(/(\d+) passing/.exec(succeeded(ran).stdout)?.[1])).to.be.above(80)
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})
