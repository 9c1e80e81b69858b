import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { anotherNode } from './another-node.js'
import { run, succeeded } from './run.js'

const ROOT = resolve(import.meta.dirname, '../..')
// What is the same on every Node is left out, and so is what is only longer: each version takes a minute or two.
const FILES = [
  ...['scenario', 'config', 'wire', 'double', 'service', 'component', 'mocha'].map((one) => `test/${one}/**/*.test.ts`),
  ...['life', 'start', 'sharing', 'killed-run'].map((one) => `test/handle/${one}.test.ts`),
]

describe('the tests of what depends on Node', function () {
  this.timeout(300_000)

  for (const version of ['22', '24'])
    it(`pass on Node ${version}`, function () {
      const directory = mkdtempSync(join(tmpdir(), 'qa-integ-node-'))
      try {
        const node = anotherNode(directory, version) ?? this.skip()
        const mocha = join(ROOT, 'node_modules/mocha/bin/mocha.js')
        const options = ['--no-config', '--require', './src/mocha/index.ts', '--timeout', '60000']
        expect(succeeded(run(ROOT, node, '--version')).stdout).to.match(new RegExp(`^v${version}\\.`))
        const { stdout } = succeeded(run(ROOT, node, '--import=tsx', mocha, ...options, ...FILES))
        expect(Number(/(\d+) passing/.exec(stdout)?.[1])).to.be.above(300)
      } finally {
        rmSync(directory, { recursive: true, force: true })
      }
    })
})
