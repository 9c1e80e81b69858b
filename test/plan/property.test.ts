import { expect } from 'chai'
import fc from 'fast-check'
import { cleanText } from '../../src/plan/clean-text.js'
import { formatGithub, formatJson, formatText, lintPlan, readPlan } from '../../src/plan/index.js'

const pieces = [
  '# Issue',
  '## QA Planning Phase (by qa agent)',
  '## Appendices',
  '### API Integration Test: A \uFFFD B',
  '#### Test Scenarios',
  '##### TC-1: a case',
  '1. **Contract Validation**',
  '   - POST /api/users returns 201',
  '- GET /a',
  '  - Given x',
  '  - nested',
  '\t- tab',
  '* [ ] box',
  '- ',
  '+ a\n\n  b',
  '> - quoted',
  '> text',
  '```yaml qa-integ\nversion: 1\nscenarios: [{id: A-1, title: t, category: api}]\n```',
  '```yaml qa-integ',
  'version: 1',
  '```',
  '````markdown',
  '~~~',
  '```gherkin\nScenario: a\n  When x\n```',
  '```http\nGET /a HTTP/1.1\n```',
  '| Metric | Target |\n|-|-|\n| p95 | <200ms |',
  '| a | b |\n|--|--|\n| GET /x | 200 |',
  '<!-- c',
  '-->',
  '<details>',
  '[^1]: - note',
  '---',
  'Setext\n===',
  '',
  '',
  '\u0005',
  '\u0000x',
  '[To be filled]',
  'password: "hunter2!"',
  '    code',
  '[a]: http://x',
  '- [x](y) `z` **b** _c_ ![i](j)',
]
const line = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...pieces) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
)
const document = fc
  .tuple(fc.array(line, { maxLength: 25 }), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean())
  .map(([lines, eol, bom]) => `${bom ? '\uFEFF' : ''}${lines.join('\n').replaceAll('\n', eol)}`)

describe('any document', () => {
  it('is read without a throw, and gives clean text at places that are in it', () => {
    fc.assert(
      fc.property(document, (text) => {
        const plan = readPlan(Buffer.from(text), '2026-01-01-a.md')
        const diagnostics = lintPlan(plan, { operations: [], entities: [], components: [] })
        const lines = text.split(/\r\n|\r|\n/).length
        expect(diagnostics.filter(({ code }) => code === 'unreadable')).to.deep.equal([])
        for (const { line } of [...diagnostics, ...plan.scenarios.map(({ source }) => source)]) {
          expect(line).to.be.within(1, lines)
        }
        for (const { title, source, key } of plan.scenarios) {
          expect(title).to.equal(cleanText(title)).and.not.equal('')
          expect(source.text).to.equal(cleanText(source.text))
          expect(key).to.not.equal('')
        }
        expect(new Set(plan.scenarios.map(({ key }) => key)).size).to.equal(plan.scenarios.length)
        expect(formatText(diagnostics) + formatGithub(diagnostics)).to.not.match(/(?!\n)\p{Cc}/u)
        expect(formatJson(diagnostics)).to.not.contain('hunter2')
      }),
      { numRuns: 400 },
    )
  }).timeout(60_000)

  it('is read without a throw even if it is no text at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void readPlan(bytes, 'x')),
      { numRuns: 200 },
    )
  })
})

interface Item {
  readonly text: string
  readonly bold: boolean
  readonly children: readonly Item[]
}
const words = fc.oneof(
  fc.constantFrom(
    'POST /api/users returns 201',
    'the basket is emptied',
    'Given a user',
    'Expected: 200',
    'Error response format',
    'Then it works',
    'IT-7 is done',
    'returns 404',
    'PUT or PATCH /x',
    'TBD',
    '',
  ),
  fc.stringMatching(/^[a-z]{3,8}( [a-z]{1,8}){0,4}$/),
)
const { item } = fc.letrec<{ item: Item }>((tie) => ({
  item: fc.record({
    text: words,
    bold: fc.boolean(),
    children: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant([]),
      fc.array(tie('item'), { maxLength: 3 }),
    ),
  }),
}))

function written(items: readonly Item[], indent = ''): string[] {
  return items.flatMap(({ text, bold, children }) => [
    `${indent}- ${bold && text !== '' ? `**${text}**` : text}`,
    ...written(children, `${indent}  `),
  ])
}

describe('any list under "Test Scenarios"', () => {
  it('is in the plan with every item: as a scenario, a group or a detail of one', () => {
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('### API Integration Test: A -> B', '### Mocks', '## Other'),
        (items, above) => {
          const lines = written(items)
          const plan = readPlan(
            Buffer.from(['## QA Planning Phase', above, '#### Test Scenarios', ...lines].join('\n')),
            'x.md',
          )
          const whole =
            above === '## Other' ? readPlan(Buffer.from(['#### Test Scenarios', ...lines].join('\n')), 'x.md') : plan
          const told = whole.scenarios.flatMap(({ id, title, group, details, source }) => [
            `${id} ${title}`,
            title,
            group ?? '',
            source.text,
            ...details,
          ])
          for (const line of lines) {
            const text = line.replace(/^\s*- |\*\*/g, '')
            if (text === '') continue
            expect(
              told.some((one) => one.includes(text)),
              `${text} of\n${lines.join('\n')}`,
            ).to.equal(true)
          }
        },
      ),
      { numRuns: 300 },
    )
  }).timeout(60_000)
})
