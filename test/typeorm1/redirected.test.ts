import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { DataSource } from 'typeorm'

const require = createRequire(import.meta.url)

describe('under the configuration for TypeORM 1', () => {
  it('everybody gets that, by import and by require', () => {
    const manifest = readFileSync(join(dirname(require.resolve('typeorm')), 'package.json'), 'utf8')
    expect((JSON.parse(manifest) as { version: string }).version).to.match(/^1\./)
    expect((require('typeorm') as { DataSource: unknown }).DataSource).to.equal(DataSource)
    const { getDataSourceToken } = require('@nestjs/typeorm') as { getDataSourceToken(source: DataSource): unknown }
    expect(getDataSourceToken(new DataSource({ type: 'sqljs' }))).to.equal(DataSource)
  })
})
