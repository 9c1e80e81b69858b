import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect } from 'chai'

const ROOT = resolve(import.meta.dirname, '../..')

/** The URLs of the modules that a module loads, hooks of a second thread print them. */
function loadedBy(module: string): string {
  const hooks = 'export async function resolve(s, c, n) { const r = await n(s, c); console.log(r.url); return r }'
  const script = `
    const { register } = await import('node:module')
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}))
    await import(${JSON.stringify(module)})`
  return execFileSync(process.execPath, ['--import=tsx', '--input-type=module', '-e', script], {
    cwd: ROOT,
    encoding: 'utf8',
  })
}

describe('loading', () => {
  for (const area of ['http', 'performance'])
    it(`src/${area} loads no package of others`, function () {
      this.timeout(20_000)
      const loaded = loadedBy(`./src/${area}/index.ts`)
      expect(loaded).to.contain(`/src/${area}/index.ts`)
      expect(
        loaded.split('\n').filter((url) => url.includes('/node_modules/') && !url.includes('/tsx/')),
      ).to.deep.equal([])
    })
})
