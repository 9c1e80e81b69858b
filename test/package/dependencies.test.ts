import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { ts } from 'ts-morph'

const root = fileURLToPath(new URL('../../', import.meta.url))
const dist = join(root, 'dist')
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string
  dependencies: Record<string, string>
  peerDependencies: Record<string, string>
}

/** The packages that the built files of this ending import, but for Node's own and this one. */
function importedBy(ending: string): string[] {
  const names = new Set<string>()
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith(ending)) continue
    const { importedFiles } = ts.preProcessFile(readFileSync(join(dist, file), 'utf8'), true, true)
    for (const { fileName } of importedFiles) {
      const name = /^(?:@[^/]+\/)?[^./][^/]*/.exec(fileName)?.[0]
      if (name !== undefined && !isBuiltin(fileName) && name !== own.name) names.add(name)
    }
  }
  return [...names].sort()
}

describe('what is published', () => {
  it('imports only packages that come with it or that the project brings', () => {
    const imported = importedBy('.js')
    expect(imported).to.include.members(['axios', 'commander', 'sinon'])
    expect(imported).to.have.members(
      imported.filter((name) => name in own.dependencies || name in own.peerDependencies),
    )
  })

  it('brings the types of what its own types name', () => {
    const apart = importedBy('.d.ts').filter(
      (name) => name in own.dependencies && existsSync(join(root, 'node_modules/@types', name)),
    )
    expect(apart).to.include('sinon')
    expect(Object.keys(own.dependencies)).to.include.members(apart.map((name) => `@types/${name}`))
  })
})
