import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { scaffold } from '../../generators/index.js'
import { project, runMocha } from '../support/run-suite.js'

const shop = resolve(import.meta.dirname, '../../examples/shop')
const world = `import { database } from 'qa-integ/database'
import { apiKey, target } from 'qa-integ/http'
import { createApp } from '../../src/app.js'
import { createDataSource } from '../../src/data-source.js'

export const db = database({ dataSource: () => createDataSource() })
export const shop = target({ app: () => createApp(db.dataSource), uses: [db] })
export const admin = shop.as(apiKey('test-key', { header: 'x-api-key' }))
`

function typeCheck(cwd: string): Promise<string> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], { cwd })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.once('close', () => done(output))
  })
}

describe('scaffolding the shop', () => {
  it('writes suites for its plan that the compiler takes, and that pass', async () => {
    const folder = project({})
    try {
      for (const part of ['src', 'client', '.claude', 'openapi.yaml', 'package.json', 'tsconfig.json']) {
        cpSync(join(shop, part), join(folder, part), {
          recursive: true,
          filter: (path) => !path.includes('node_modules'),
        })
      }
      mkdirSync(join(folder, 'test/integration'), { recursive: true })
      writeFileSync(join(folder, 'test/integration/world.ts'), world)
      const result = await scaffold({
        cwd: folder,
        issueFile: '.claude/issues/2026-11-20-checkout.md',
        outDir: 'test/integration',
      })
      expect(result.refusals).to.deep.equal([])
      expect(result.automated / result.planned).to.be.above(0.5)
      expect(await typeCheck(folder)).to.equal('')
      const run = await runMocha(folder)
      expect(run.stdout).to.not.contain('failing')
      expect(run.scenarios.filter(({ status }) => status === 'passed').length).to.be.above(result.automated - 1)
      expect(run.code).to.equal(0)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }).timeout(180_000)
})
