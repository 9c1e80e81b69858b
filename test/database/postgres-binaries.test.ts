import { chmodSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { withinReach } from '../../src/database/postgres/binaries.js'

describe("PostgreSQL's programs", () => {
  const NOBODY = { uid: 65_534, gid: 65_534 }
  let closed = ''
  let home = ''
  let bin = ''
  beforeEach(() => {
    closed = mkdtempSync(join(tmpdir(), 'closed-'))
    home = mkdtempSync(join(tmpdir(), 'home-'))
    bin = join(closed, 'native/bin')
    mkdirSync(bin, { recursive: true })
    mkdirSync(join(closed, 'native/lib'))
    writeFileSync(join(bin, 'postgres'), '', { mode: 0o755 })
    writeFileSync(join(closed, 'native/lib/libpq.so.5.18'), '')
    symlinkSync('libpq.so.5.18', join(closed, 'native/lib/libpq.so.5'))
  })
  afterEach(() => {
    for (const folder of [closed, home]) rmSync(folder, { recursive: true, force: true })
  })

  it('stay where they are for who runs them as the user that installed them', () => {
    expect(withinReach(bin, {}, home)).to.equal(bin)
  })

  it('stay where others can reach them', () => {
    chmodSync(closed, 0o755)
    expect(withinReach(bin, NOBODY, home)).to.equal(bin)
  })

  const copied = 'are copied with their links for a user from whom a folder above them is closed'
  if (process.getuid?.() !== 0) it.skip(`${copied}: only root may give files away`)
  else
    it(copied, () => {
      const copy = withinReach(bin, NOBODY, home)
      expect(copy).to.equal(join(home, 'native/bin'))
      expect(statSync(join(copy, 'postgres'))).to.include(NOBODY)
      expect(readlinkSync(join(home, 'native/lib/libpq.so.5'))).to.equal('libpq.so.5.18')
    })
})
