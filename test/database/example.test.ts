import { cpSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from 'chai'
import { runCommand } from '../support/run-command.js'
import { project } from '../support/run-suite.js'

const EXAMPLE = resolve(import.meta.dirname, '../../examples/database')
const LEFT = /[\\/](node_modules|qa-integ-report|\.qa-integ)([\\/]|$)/

describe('the example of a database', () => {
  let directory: string
  before(() => {
    directory = project({}, {})
    cpSync(EXAMPLE, directory, { recursive: true, filter: (path) => !LEFT.test(path.slice(EXAMPLE.length)) })
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  for (const [engine, says] of [
    ['sqlite', /15 passed/],
    ['postgres', /15 passed/],
  ] as const)
    it(`keeps its promises on ${engine}`, async function () {
      this.timeout(120_000)
      const { code, stdout, stderr } = await runCommand(directory, ['run'], { DB: engine })
      expect(code, stdout + stderr).to.equal(0)
      expect(stdout).to.match(says).and.contain('readiness  ready')
    })
})
