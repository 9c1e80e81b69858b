import { expect } from 'chai'
import { spliceReport } from '../../src/report/issue-file/index.js'

const own = '## Integration Testing Results (by qa-integ agent)'
const later = '## End-to-End Testing Results (by qa-e2e agent)'
const report = '# Report\n\n## Numbers\n\nAll passed.\n'
const inSection = (sign = '##'): string =>
  `<!-- qa-integ:begin -->\n\n${sign}# Report\n\n${sign}## Numbers\n\nAll passed.\n\n<!-- qa-integ:end -->`

const bytesOf = (text: string | Buffer): Buffer => (typeof text === 'string' ? Buffer.from(text) : text)
const splice = (text: string | Buffer, body = report) =>
  spliceReport(bytesOf(text), body, { status: '✅ Completed', completed: '2026-11-20' })

function made(text: string | Buffer, body = report): string {
  const done = splice(text, body)
  if (!done.ok) throw new Error(done.reason)
  return done.bytes.toString('utf8')
}

function refusal(text: string | Buffer, body = report): { reason: string; lines: readonly number[] } {
  const done = splice(text, body)
  if (done.ok) throw new Error(`edited: ${done.bytes}`)
  return done
}

describe('the report in an issue file', () => {
  describe('its place', () => {
    it('is our section, where there is one', () => {
      expect(made(`# Issue: a\n\n${own}\n\n${later}\n\nx\n`)).to.equal(
        `# Issue: a\n\n${own}\n\n${inSection()}\n\n${later}\n\nx\n`,
      )
    })

    it('tells the lines of the section', () => {
      const done = splice(`# Issue: a\n\n${own}\n\n${later}\n`)
      expect(done.ok && done.lines).to.deep.equal([3, 13])
    })

    it('is before the end-to-end section, even when another one stands earlier', () => {
      const text = `# Issue\n\n## Final Quality Assessment (by qa agent)\n\n${later}\n`
      expect(made(text)).to.equal(
        `# Issue\n\n## Final Quality Assessment (by qa agent)\n\n${own}\n\n${inSection()}\n\n${later}\n`,
      )
    })

    for (const next of [
      '## E2E Test Results',
      '## 9. Final Quality Assessment (by qa agent)',
      '## **Project Summary & Next Steps**',
      '## 📎 Appendices',
      'Appendix\n---',
    ])
      it(`is before "${next.split('\n')[0]}"`, () => {
        expect(made(`# Issue\n\ntext\n\n${next}\n\nmore\n`)).to.equal(
          `# Issue\n\ntext\n\n${own}\n\n${inSection()}\n\n${next}\n\nmore\n`,
        )
      })

    it('is at the end of a file without any of them', () => {
      expect(made('# Issue\n\ntext\n')).to.equal(`# Issue\n\ntext\n\n${own}\n\n${inSection()}\n`)
      expect(made('# Issue\n\ntext')).to.equal(`# Issue\n\ntext\n\n${own}\n\n${inSection()}\n`)
      expect(made('')).to.equal(`${own}\n\n${inSection()}\n`)
    })

    it('is as deep as the sections of the others', () => {
      const text = '# Issue\n\n### QA Planning Phase (by qa agent)\n\ntext\n'
      expect(made(text)).to.equal(`${text}\n#${own}\n\n${inSection('###')}\n`)
    })

    it('is the section with the whole name, when another one has the short one', () => {
      const text = `## Integration Testing Results\n\nnotes\n\n${own}\n`
      expect(made(text)).to.equal(`## Integration Testing Results\n\nnotes\n\n${own}\n\n${inSection()}\n`)
    })

    it('is never a heading in a fence, a comment, a quotation or a list', () => {
      const text = `# Issue\n\n\`\`\`md\n${own}\n\`\`\`\n\n<!--\n${own}\n-->\n\n> ${own}\n\n- ${own}\n`
      expect(made(text)).to.equal(`${text}\n${own}\n\n${inSection()}\n`)
    })
  })

  describe('what stands in the section', () => {
    it('stays: the notes of others, above and below', () => {
      const text = `${own}\n\n${inSection()}\n\nA note.\n\n### A heading\n\nMore.\n`
      expect(made(text.replace('All passed', 'All failed'))).to.equal(text)
      expect(made(`${own}\nA note.\n`)).to.equal(`${own}\n\n${inSection()}\n\nA note.\n`)
    })

    it('gives way when it is a placeholder', () => {
      for (const placeholder of [
        '[To be filled by qa-integ agent]',
        '*[To be filled by qa-integ agent]*',
        'TBD',
        'Pending...',
      ])
        expect(made(`${own}\n\n${placeholder}\n\n---\n\n${later}\n`)).to.equal(
          `${own}\n\n${inSection()}\n\n---\n\n${later}\n`,
        )
    })

    it('is no placeholder when it says more', () => {
      expect(made(`${own}\n\nTBD, as Ann said on Monday\n`)).to.equal(
        `${own}\n\n${inSection()}\n\nTBD, as Ann said on Monday\n`,
      )
    })

    it('turns its state to completed, and nothing else of its quotation', () => {
      const quote = (status: string, completed: string): string =>
        `> **Status**: ${status}  \n> **Agent**: qa-integ  \n> **Started**: 2026-11-19  \n> **Completed**: ${completed}\n`
      expect(made(`${own}\n${quote('🔄 In Progress', '[timestamp]')}\n[To be filled by qa-integ agent]\n`)).to.equal(
        `${own}\n${quote('✅ Completed', '2026-11-20')}\n${inSection()}\n`,
      )
      expect(made(`${own}\n${quote('🔄 In Progress', '2026-01-01')}`)).to.contain('**Completed**: 2026-01-01\n\n<!--')
    })

    it('leaves the state of other sections alone', () => {
      const text = `## QA Planning Phase (by qa agent)\n> **Status**: 🔄 In Progress\n\ntext\n`
      expect(made(text)).to.equal(`${text}\n${own}\n\n${inSection()}\n`)
    })
  })

  describe('the headings of the report', () => {
    it('stand below the section, those in its code untouched', () => {
      const body = 'Title\n=====\n\n```bash\n# comment\n```\n\n### Deep\n'
      expect(made('', body)).to.contain('### Title\n').and.contain('\n# comment\n').and.contain('##### Deep\n')
    })

    it('become bold where Markdown has no deeper ones', () => {
      const text = `##${own}##\n`.replace('####', '#####')
      expect(made(`${text}`, '# One\n\n## Two\n')).to.contain('\n###### One\n\n**Two**\n')
    })
  })

  describe('the bytes outside', () => {
    const before = `# Issue\n\ntext é →\n\n${own}`
    const after = `\n\n${later}\n\n| a |\n|---|\n\tend`

    it('stay with CRLF, and the report has CRLF too', () => {
      const text = made((before + after).replace(/\n/g, '\r\n'))
      expect(text).to.equal(`${before}\n\n${inSection()}${after}`.replace(/\n/g, '\r\n'))
    })

    it('stay with CR alone', () => {
      expect(made((before + after).replace(/\n/g, '\r'))).to.equal(
        `${before}\n\n${inSection()}${after}`.replace(/\n/g, '\r'),
      )
    })

    it('stay with a byte order mark', () => {
      expect(made(`\uFEFF${before}${after}`)).to.equal(`\uFEFF${before}\n\n${inSection()}${after}`)
    })

    it('stay without a final newline', () => {
      expect(made(before + after).endsWith('\tend')).to.equal(true)
    })

    it('stay with setext headings', () => {
      const setext = (text: string): string =>
        text.replace(own, `${own.slice(3)}\n---`).replace(later, `${later.slice(3)}\n-----`)
      expect(made(setext(before + after))).to.equal(setext(`${before}\n\n${inSection()}${after}`))
    })

    it('stay with front matter', () => {
      const front = '---\ntitle: "## Integration Testing Results"\n---\n'
      expect(made(front + before + after)).to.equal(`${front}${before}\n\n${inSection()}${after}`)
    })

    it('stay when they are no UTF-8', () => {
      const dirt = Buffer.from([0xff, 0xc0, 0x05, 0x00])
      const done = splice(Buffer.concat([dirt, Buffer.from(before), Buffer.from(after), dirt]))
      expect(done.ok && done.bytes.toString('hex')).to.equal(
        Buffer.concat([dirt, Buffer.from(`${before}\n\n${inSection()}${after}`), dirt]).toString('hex'),
      )
    })

    it('stay with an indented heading below', () => {
      expect(made(`# Issue\n\n   ${later}\n`)).to.equal(`# Issue\n\n${own}\n\n${inSection()}\n\n   ${later}\n`)
    })
  })

  describe('is refused, with the lines', () => {
    it('when two headings could be ours', () => {
      expect(refusal(`${own}\n\ntext\n\n#${own}\n`)).to.deep.include({
        reason: 'several headings could be that of the results (lines 1, 5)',
        lines: [1, 5],
      })
    })

    it('when a marker is alone, moved, or not by itself', () => {
      for (const [text, lines] of [
        [`${own}\n\n<!-- qa-integ:begin -->\n`, [3]],
        [`${own}\n\n<!-- qa-integ:end -->\n\n<!-- qa-integ:begin -->\n`, [3, 5]],
        [`${own}\n\n- <!-- qa-integ:begin -->\n\n<!-- qa-integ:end -->\n`, [3, 5]],
        [`${own}\n\n<!-- qa-integ:begin -->text\n\n<!-- qa-integ:end -->\n`, [3, 5]],
        [`${own}\n\n${later}\n\n<!-- qa-integ:begin -->\n\n<!-- qa-integ:end -->\n`, [5, 7]],
        ['# Issue\n\n<!-- qa-integ:begin -->\n\n<!-- qa-integ:end -->\n', [3, 5]],
      ] as const)
        expect(refusal(text).lines).to.deep.equal(lines)
    })

    it('when the file ends in a fence or a comment that is open', () => {
      expect(refusal('# Issue\n\n```\ncode\n')).to.deep.include({
        reason: 'the code fence that opens in line 3 never ends',
        lines: [3],
      })
      expect(refusal('# Issue\n\n<!-- note\n\ntext\n').reason).to.contain('comment that opens in line 3 never ends')
      expect(refusal('# Issue\n\n<pre>\n\ntext\n').lines).to.deep.equal([3])
    })

    it('when the report itself would swallow or redefine what stands below', () => {
      expect(refusal(`${own}\n\n${later}\n`, '```\nopen\n').lines).to.not.be.empty
      expect(refusal(`${own}\n\n${later}\n\nsee [total]\n`, '[total]: http://x\n').reason).to.contain(
        'read differently',
      )
      expect(refusal(`${own}\n\n${later}\n`, '<!-- qa-integ:end -->\n').lines).to.not.be.empty
    })

    it('when the file is UTF-16', () => {
      expect(refusal(Buffer.from('\uFEFF# Issue', 'utf16le')).reason).to.contain('UTF-16')
    })
  })

  it('holds no control characters', () => {
    expect(made('', 'a\u0005b\u0000\u001b[31mc\u202e')).to.contain('\nabc\n')
  })
})
