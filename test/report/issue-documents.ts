import fc from 'fast-check'

const own = 'Integration Testing Results (by qa-integ agent)'

const headings = [
  `## ${own}`,
  `### ${own}`,
  `${own}\n---`,
  '## **Integration Testing Results** (by qa-integ agent) ##',
  `# 7. ${own}`,
  '## 🧪 Integration Testing Results',
]

const pieces = [
  '# Issue: checkout',
  '## QA Planning Phase (by qa agent)',
  'text é → ✅',
  '---',
  '***',
  '```',
  '```markdown',
  '~~~',
  '````',
  '> quote',
  '> **Status**: 🔄 In Progress  ',
  '> **Completed**: [timestamp]',
  '- item',
  '  - nested',
  '1. one',
  '    indented',
  '<!-- c -->',
  '<!--',
  '-->',
  '<div>',
  '</div>',
  '| a | b |',
  '|---|---|',
  '[x]: http://a',
  '[x]',
  '[total]',
  'Setext\n===',
  '## Final Quality Assessment (by qa agent)',
  '  ## End-to-End Testing Results (by qa-e2e agent)',
  '### Project Summary & Next Steps',
  '\t tab',
  '',
  '',
  '',
  '\u0005ctrl\u0000',
  `> ## ${own}`,
  '<!-- qa-integ:begin -->',
  '<!-- qa-integ:end -->',
  '- <!-- qa-integ:end -->',
  `<!-- ## ${own} -->`,
  '$$',
  '<details>',
  '</details>',
  '<pre>',
  '</pre>',
  '<script>',
  '***bold',
  '[To be filled by qa-integ agent]',
  'TBD',
  'trailing \\',
]

const line = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...headings) },
  { weight: 7, arbitrary: fc.constantFrom(...pieces) },
)

/** Issue files of every shape, damaged ones included, as bytes. */
export const issueBytes: fc.Arbitrary<Buffer> = fc
  .record({
    lines: fc.array(line, { minLength: 0, maxLength: 18 }),
    eol: fc.constantFrom('\n', '\n', '\r\n', '\r'),
    mark: fc.constantFrom('', '', '', '\uFEFF'),
    front: fc.constantFrom('', '', '', '---\na: b\n---\n'),
    last: fc.boolean(),
    dirt: fc.option(fc.nat({ max: 400 }), { freq: 6 }),
  })
  .map(({ lines, eol, mark, front, last, dirt }) => {
    const text = mark + (front + lines.join('\n') + (last ? '\n' : '')).replace(/\n/g, eol)
    const bytes = Buffer.from(text)
    if (dirt === null) return bytes
    const at = Math.min(dirt, bytes.length)
    return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xc0]), bytes.subarray(at)])
  })

/** Reports to put into them: what we write, and what a hostile title would like to be. */
export const reports: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.nat().map((n) => `# Report\n\n## Overall\n\n- **Total**: ${n}\n\n| a |\n|---|\n| 1 |\n`) },
  { weight: 1, arbitrary: fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n')) },
  { weight: 1, arbitrary: fc.constant('```bash\n# a comment, no heading\n```\n\n[x]: http://b\n\n[total]: http://c') },
)
