import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { anotherNode } from './another-node.js'
import { run, succeeded } from './run.js'

const ROOT = resolve(import.meta.dirname, '../..')
const FOLDERS = ['scenario', 'handle', 'match', 'config', 'plan', 'wire', 'double', 'service', 'component']

describe('the tests of what depends on Node', function () {
  this.timeout(900_000)

  for (const version of ['22', '24'])
    it(`pass on Node ${version}`, function () {
      const directory = mkdtempSync(join(tmpdir(), 'qa-integ-node-'))
      try {
        const node = anotherNode(directory, version) ?? this.skip()
        const mocha = join(ROOT, 'node_modules/mocha/bin/mocha.js')
        const options = ['--no-config', '--require', './src/mocha/index.ts', '--timeout', '60000']
        const files = FOLDERS.map((folder) => `test/${folder}/**/*.test.ts`)
        expect(succeeded(run(ROOT, node, '--version')).stdout).to.match(new RegExp(`^v${version}\\.`))
        const { stdout } = succeeded(run(ROOT, node, '--import=tsx', mocha, ...options, ...files))
        expect(Number(/(\d+) passing/.exec(stdout)?.[1])).to.be.above(300)
      } finally {
        rmSync(directory, { recursive: true, force: true })
      }
    })
})
