import { expect } from 'chai'
import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toString as textIn } from 'mdast-util-to-string'
import { gfm } from 'micromark-extension-gfm'
import { toGitHubSummary, toMarkdown } from '../../src/report/index.js'
import { block, code, md } from '../../src/report/markdown/text.js'
import { everything, failing, record, resultsOf } from './samples.js'

const parse = (text: string) => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
const headings = (text: string): string[] =>
  parse(text).children.flatMap((node) => (node.type === 'heading' ? [`${'#'.repeat(node.depth)} ${textIn(node)}`] : []))

/** The template of the reference document: what of it must be found in every report. */
const template = [
  '# Integration Testing Report',
  '## Test Execution Summary',
  '**Date**: ',
  '**Environment**: ',
  '**Components Tested**: ',
  '**Integration Points Validated**: ',
  '### Overall Results',
  '- **Total Tests**: ',
  '- **Passed**: ',
  '- **Failed**: ',
  '- **Skipped**: ',
  '- **Coverage**: ',
  '### Test Categories',
  '| Category | Tests Run | Passed | Failed | Coverage |',
  '| API Integration | ',
  '| Component Integration | ',
  '| Database Integration | ',
  '| External Services | ',
  '## Performance Metrics',
  '### Response Time Analysis',
  '- **Average Response Time**: ',
  '- **95th Percentile**: ',
  '- **99th Percentile**: ',
  '- **Maximum Response Time**: ',
  '### Throughput Analysis',
  '- **Requests per Second**: ',
  '- **Peak Throughput**: ',
  '- **Concurrent Users Supported**: ',
  '## Issues Found',
  '### Critical Issues',
  '### High Priority Issues',
  '### Medium Priority Issues',
  '## Integration Point Analysis',
  '### API Endpoints',
  '### Component Interfaces',
  '### Database Operations',
  '### External Service Integrations',
  '## Recommendations',
  '### Deployment Readiness',
  '### Performance Optimization',
  '### Integration Improvements',
  '## Conclusion',
]

describe('the Markdown report', () => {
  it('has every field of the template, in its order, in every run', () => {
    for (const results of [resultsOf([]), resultsOf([record()]), everything()]) {
      const lines = toMarkdown(results).split('\n')
      const found = template.map((field) => lines.findIndex((line) => line.startsWith(field)))
      expect(found.includes(-1), template[found.indexOf(-1)]).to.equal(false)
      expect(found).to.deep.equal([...found].sort((a, b) => a - b))
    }
  })

  it('says what was not measured, and never 0 for it', () => {
    const text = toMarkdown(resultsOf([record({ category: 'api' })]))
    for (const field of [
      'Coverage',
      'Average Response Time',
      '95th Percentile',
      '99th Percentile',
      'Maximum Response Time',
      'Requests per Second',
      'Peak Throughput',
      'Concurrent Users Supported',
    ])
      expect(text).to.contain(`- **${field}**: not measured\n`)
    expect(text).to.contain('| API Integration | 1 | 1 | 0 | not measured |')
    expect(toMarkdown(resultsOf([]))).to.contain('- **Passed**: 0 (not measured)')
  })

  it('tells the figures', () => {
    const text = toMarkdown(everything())
    for (const line of [
      '**Environment**: staging (Node 20.20.2, Linux 6 x64, mocha 12.0.3)  ',
      '**Components Tested**: 7  ',
      '- **Total Tests**: 48',
      '- **Passed**: 42 (91.3%)',
      '- **Failed**: 4 (8.7%), 1 of them could not be run',
      '- **Skipped**: 2, 1 of them to be written',
      '- **Coverage**: 81%',
      '| API Integration | 41 | 40 | 1 | 90% |',
      '- **95th Percentile**: 45ms',
      '- **Requests per Second**: 308',
      '- **Concurrent Users Supported**: 4',
      '#### F-1: two withdrawals at once lose no money',
      '- **Where**: `test/database.integ.ts:38`',
      '  4. `npx qa-integ run test/database.integ.ts:31`',
      '| `GET /api/users/{id}` (shop) | 40 | 200 ×35, 404 ×5 | 30.4ms | 174ms |',
      '  p1->>p3: send#59; #101;nd',
    ])
      expect(text.split('\n')).to.include(line)
  })

  it('never says that all passed when one did not', () => {
    const many = Array.from({ length: 3_000 }, (_, n) => record({ title: `t${n}` }))
    const text = toMarkdown(resultsOf([...many, failing()]))
    expect(text).to.contain('- **Passed**: 3000 (99.9%)').and.contain('- **Failed**: 1 (0.1%)')
  })

  it('is no longer than asked, failures before tables', () => {
    const text = toMarkdown(everything(), { mostLines: 200, title: false, files: ['qa-integ-report/index.html'] })
    expect(text.trimEnd().split('\n').length).to.be.at.most(200)
    expect(text).to.match(/Full report: \[qa-integ-report\/index\.html\]\(<qa-integ-report\/index\.html>\)\n$/)
    expect(headings(text)[0]).to.equal('## Test Execution Summary')
    const many = Array.from({ length: 60 }, (_, n) =>
      failing({ title: `number ${n}`, severity: 'critical', point: `A${n} -> B` }),
    )
    const short = toMarkdown(resultsOf(many), { mostLines: 200 })
    expect(short.trimEnd().split('\n').length).to.be.at.most(200)
    expect(short).to.contain('F-1: number 0').and.contain('more issues in the full report')
  })

  it('keeps the same headings whatever titles say', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('# h', '</table>', '<!-- qa-integ:end -->', '```', '| a |', '[x]: y', '---', '$$', '&lt;'),
    )
    const of = (t: string, p: string, m: string) =>
      toMarkdown(
        resultsOf([
          failing({
            title: t,
            point: `A -> ${p}`,
            suites: [t],
            errors: [{ name: p, message: m, actual: m }],
            notes: [{ kind: 'calls', calls: [{ to: t, method: m }] }],
            category: 'component',
          }),
        ]),
      )
    const shape = (markdown: string) => parse(markdown).children.map(({ type }) => type)
    const usual = shape(of('title', 'point', 'message'))
    fc.assert(
      fc.property(text, text, text, (title, point, message) => {
        expect(shape(of(title, point, message))).to.deep.equal(usual)
      }),
      { numRuns: 60 },
    )
  })

  it('is cut for GitHub before GitHub drops it', () => {
    const steps = Array.from(
      { length: 20 },
      () => ({ keyword: 'when', title: 'x'.repeat(300), status: 'passed', ms: 1 }) as const,
    )
    const many = Array.from({ length: 300 }, (_, n) => failing({ title: `number ${n}`, steps }))
    const whole = toMarkdown(resultsOf(many))
    expect(Buffer.byteLength(whole)).to.be.above(1_048_576)
    expect(Buffer.byteLength(toGitHubSummary(resultsOf(many)))).to.be.below(1_000_000)
    expect(toGitHubSummary(everything())).to.equal(toMarkdown(everything()))
  })
})

describe('text in Markdown', () => {
  const printable = fc.string({ unit: fc.constantFrom(...'ab1 _*`[]()<>|~$&#+-=.!\\/:;"\'{}^@éß→✅') })

  it('reads as it stands', () => {
    fc.assert(
      fc.property(printable, (text) => {
        const wanted = text.replace(/\s+/g, ' ').trim()
        const [node, ...others] = parse(md(text)).children
        expect(others).to.deep.equal([])
        expect(node === undefined ? '' : textIn(node)).to.equal(wanted)
        if (node) expect(node.type).to.equal('paragraph')
      }),
      { numRuns: 300 },
    )
  })

  it('reads as it stands as code, and ends no cell', () => {
    fc.assert(
      fc.property(printable, (text) => {
        const wanted = text.replace(/\s+/g, ' ').trim()
        const [node] = parse(`x ${code(text)}`).children
        expect(node && textIn(node)).to.equal(wanted === '' ? 'x' : `x ${wanted}`)
      }),
      { numRuns: 200 },
    )
  })

  it('stays in its fence', () => {
    fc.assert(
      fc.property(fc.array(printable), (lines) => {
        const { children } = parse(block(lines.join('\n'), 'text').join('\n'))
        expect(children.map(({ type }) => type)).to.deep.equal(['code'])
      }),
      { numRuns: 100 },
    )
  })
})
