import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { updateIssueFile, writeReports } from '../../src/report/index.js'
import { rewriteFile } from '../../src/report/issue-file/rewrite.js'
import { everything, record, resultsOf } from './samples.js'

describe('writing', () => {
  let dir: string
  let issue: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'report-'))
    issue = join(dir, 'issue.md')
    writeFileSync(issue, '# Issue: checkout\n\ntext\n')
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  const leftovers = () => readdirSync(dir).filter((name) => name !== 'issue.md' && name !== 'out')

  describe('the issue file', () => {
    it('is written once, and left alone when nothing changes', async () => {
      const first = await updateIssueFile(issue, 'All passed.')
      expect(first).to.deep.equal({ ok: true, lines: [5, 11], changed: true })
      const { mtimeMs, ino } = statSync(issue)
      expect(await updateIssueFile(issue, 'All passed.')).to.deep.equal({ ok: true, lines: [5, 11], changed: false })
      expect(statSync(issue)).to.include({ mtimeMs, ino })
      expect(leftovers()).to.deep.equal([])
    })

    it('keeps its mode, and the link that leads to it', async () => {
      chmodSync(issue, 0o640)
      const link = join(dir, 'link.md')
      symlinkSync('issue.md', link)
      expect((await updateIssueFile(link, 'x')).ok).to.equal(true)
      expect(lstatSync(link).isSymbolicLink()).to.equal(true)
      expect(statSync(issue).mode & 0o777).to.equal(0o640)
      expect(readFileSync(issue, 'utf8')).to.contain('\nx\n')
    })

    it('is left byte for byte as it is when it is refused', async () => {
      const text = '# Issue\n\n```\nopen\n'
      writeFileSync(issue, text)
      expect(await updateIssueFile(issue, 'x')).to.deep.equal({
        ok: false,
        reason: 'the code fence that opens in line 3 never ends',
        lines: [3],
      })
      expect(readFileSync(issue, 'utf8')).to.equal(text)
      expect(leftovers()).to.deep.equal([])
    })

    it('is refused with a reason when it is not there, no file or too large', async () => {
      const reason = async (path: string) => {
        const done = await updateIssueFile(path, 'x')
        return done.ok ? '' : done.reason
      }
      expect(await reason(join(dir, 'none.md'))).to.equal('there is no such file')
      expect(await reason(dir)).to.equal('it is not a file')
      writeFileSync(issue, 'x'.repeat(2_000_001))
      expect(await reason(issue)).to.contain('2000001 bytes')
    })

    it('is edited again when somebody saves it between reading and renaming', () => {
      let calls = 0
      const done = rewriteFile(issue, (bytes) => {
        calls += 1
        if (calls < 3) appendFileSync(issue, `a note ${calls}\n`)
        return { ok: true as const, bytes: Buffer.concat([bytes, Buffer.from('ours\n')]) }
      })
      expect(done.kind).to.equal('written')
      expect(readFileSync(issue, 'utf8')).to.equal('# Issue: checkout\n\ntext\na note 1\na note 2\nours\n')
    })

    it('is given up when somebody saves it all the time, and nothing of theirs is lost', () => {
      let calls = 0
      const done = rewriteFile(issue, (bytes) => {
        calls += 1
        appendFileSync(issue, '.')
        return { ok: true as const, bytes: Buffer.concat([bytes, Buffer.from('ours\n')]) }
      })
      expect(done.kind).to.equal('busy')
      expect(readFileSync(issue, 'utf8')).to.equal(`# Issue: checkout\n\ntext\n${'.'.repeat(calls)}`)
      expect(leftovers()).to.deep.equal([])
    })

    it('loses no update of several processes', async () => {
      const writer = fileURLToPath(new URL('./counting-writer.ts', import.meta.url))
      writeFileSync(issue, '# Issue\n\n0\n')
      const processes = Array.from({ length: 3 }, () =>
        spawn(process.execPath, ['--import', 'tsx', writer, issue, '15'], { stdio: 'inherit' }),
      )
      const codes = await Promise.all(processes.map(async (child) => (await once(child, 'exit'))[0]))
      expect(codes).to.deep.equal([0, 0, 0])
      expect(readFileSync(issue, 'utf8')).to.match(/^# Issue\n\n45\n/)
    }).timeout(60_000)
  })

  describe('reports', () => {
    it('are all there, each whole', async () => {
      const out = join(dir, 'out')
      const { written, issue: outcome } = await writeReports(everything(), { dir: out, issueFile: issue })
      expect(written.map((path) => path.slice(out.length + 1))).to.deep.equal([
        'index.html',
        'results.json',
        'report.md',
        'junit.xml',
        'ctrf.json',
      ])
      expect(readdirSync(out).sort()).to.deep.equal([
        'ctrf.json',
        'index.html',
        'junit.xml',
        'report.md',
        'results.json',
      ])
      expect(JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')).totals.passed).to.equal(42)
      expect(outcome).to.deep.include({ file: issue, ok: true, changed: true })
      expect(readFileSync(issue, 'utf8')).to.contain('### Test Execution Summary').and.contain('Full report: ')
      expect(readFileSync(issue, 'utf8').split('\n').length).to.be.below(215)
      const [, address] = /Full report: \[.*?\]\(<(.*?)>\)/.exec(readFileSync(issue, 'utf8')) ?? []
      expect(existsSync(join(issue, '..', address!)), address).to.equal(true)
    })

    it('change no byte the second time', async () => {
      await writeReports(everything(), { dir: join(dir, 'out'), issueFile: issue })
      const before = readFileSync(issue, 'utf8')
      const { issue: outcome } = await writeReports(everything(), { dir: join(dir, 'out'), issueFile: issue })
      expect(outcome).to.include({ ok: true, changed: false })
      expect(readFileSync(issue, 'utf8')).to.equal(before)
    })

    it('turn the state of the section to completed, but not when nothing ran', async () => {
      const section =
        '# Issue\n\n## Integration Testing Results (by qa-integ agent)\n> **Status**: 🔄 In Progress  \n> **Completed**: [timestamp]\n'
      writeFileSync(issue, section)
      await writeReports(resultsOf([]), { dir: join(dir, 'out'), formats: ['json'], issueFile: issue })
      expect(readFileSync(issue, 'utf8')).to.contain('In Progress')
      await writeReports(resultsOf([record()]), { dir: join(dir, 'out'), formats: ['json'], issueFile: issue })
      expect(readFileSync(issue, 'utf8')).to.contain(
        '> **Status**: ✅ Completed  \n> **Completed**: 2026-11-20 10:00:00Z\n',
      )
    })

    it('are kept elsewhere when the issue file is refused, and say so', async () => {
      writeFileSync(issue, '# Issue\n\n<!-- open\n')
      const out = join(dir, 'out')
      const { written, issue: outcome } = await writeReports(everything(), {
        dir: out,
        formats: ['json'],
        issueFile: issue,
      })
      expect(outcome).to.deep.equal({
        file: issue,
        ok: false,
        reason: 'the HTML block or comment that opens in line 3 never ends',
        lines: [3],
        keptIn: join(out, 'report.md'),
      })
      expect(written).to.deep.equal([join(out, 'results.json'), join(out, 'report.md')])
      expect(existsSync(join(out, 'report.md'))).to.equal(true)
      expect(readFileSync(issue, 'utf8')).to.equal('# Issue\n\n<!-- open\n')
    })

    it('are told from the working directory, and in the formats asked for', async () => {
      mkdirSync(join(dir, 'out'))
      const { written, issue: outcome } = await writeReports(resultsOf([]), {
        dir: join(dir, 'out'),
        formats: ['junit'],
      })
      expect([written, outcome]).to.deep.equal([[join(dir, 'out', 'junit.xml')], null])
    })
  })
})
