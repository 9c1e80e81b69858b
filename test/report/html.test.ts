import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import { expect } from 'chai'
import fc from 'fast-check'
import { JSDOM } from 'jsdom'
import { palette, textOn } from '../../src/report/html/index.js'
import { toHtml } from '../../src/report/index.js'
import { everything, failing, record, resultsOf } from './samples.js'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function violations(html: string): Promise<string[]> {
  const { window } = new JSDOM(html, { runScripts: 'outside-only', pretendToBeVisual: true })
  window.eval(axeSource)
  const run = window.axe as typeof axe
  // Contrast needs a renderer: the colours are measured below.
  const { violations } = await run.run(window.document as axe.ElementContext, {
    rules: { 'color-contrast': { enabled: false } },
  })
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

describe('the HTML report', () => {
  const page = toHtml(everything())
  const { document } = new JSDOM(page).window

  it('has no accessibility violation', async () => {
    expect(await violations(page)).to.deep.equal([])
    expect(await violations(toHtml(resultsOf([])))).to.deep.equal([])
  }).timeout(60_000)

  it('has the verdict, then the findings, then everything else, without a script', () => {
    const titles = [...document.querySelectorAll('h1, h2')].map((heading) => heading.textContent)
    expect(titles).to.deep.equal([
      'Integration Testing Report',
      'To know before reading on',
      '5 findings',
      'Quality gates',
      'Categories',
      'Performance',
      'Integration points',
      'Recommendations',
      '48 scenarios',
    ])
    expect(document.querySelector('.verdict')?.textContent).to.contain('Deployment blocked')
    expect(document.querySelectorAll('tr[data-status]').length).to.equal(48)
    expect(document.querySelector('tr[data-status]')?.getAttribute('data-status')).to.equal('failed')
    expect(document.getElementById('filter')?.hidden).to.equal(true)
  })

  it('loads nothing, and forbids itself to', () => {
    expect(page).to.not.match(/\b(src|href)="(?!#)/)
    expect(page).to.not.match(/url\(|@import|<link|<img|<iframe/)
    const policy = document.querySelector('meta[http-equiv]')?.getAttribute('content') ?? ''
    const hash = (text: string | null | undefined) =>
      `'sha256-${createHash('sha256')
        .update(text ?? '')
        .digest('base64')}'`
    expect(policy).to.contain("default-src 'none'")
    expect(policy).to.contain(`script-src ${hash(document.querySelector('script')?.textContent)}`)
    expect(policy).to.contain(`style-src ${hash(document.querySelector('style')?.textContent)}`)
    expect(document.querySelectorAll('script').length).to.equal(1)
    expect(document.querySelectorAll('[style], [onclick], [onload]').length).to.equal(0)
  })

  it('shows every string as it is, and runs none', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</style><b>', '<!--', '&lt;'),
    )
    const elements = (t: string, m: string) => {
      const html = toHtml(
        resultsOf([
          failing({
            title: t,
            suites: [m],
            point: `A -> ${t}`,
            category: 'api',
            tags: [t],
            errors: [{ name: m, message: m, actual: t, expected: m, stack: t }],
            notes: [
              { kind: 'calls', calls: [{ to: t, method: m }] },
              { kind: 'exchange', method: m, path: t, status: 1, ms: 1, target: t },
            ],
          }),
        ]),
      )
      return [
        ...new JSDOM(html).window.document.querySelectorAll('script, style, img, b, section, details, td, pre'),
      ].map(({ tagName }) => tagName)
    }
    const usual = elements('title', 'message')
    fc.assert(
      fc.property(text, text, (title, message) => {
        expect(elements(`t${title}`, `m${message}`)).to.deep.equal(usual)
      }),
      { numRuns: 40 },
    )
    expect(document.querySelector('summary h3')?.ownerDocument.body.textContent).to.contain(
      'a note is kept <script>alert(1)</script>',
    )
  }).timeout(60_000)

  it('filters when there is a script', () => {
    const dom = new JSDOM(page.replace(/<meta http-equiv[^>]*>/, ''), { runScripts: 'dangerously' })
    const doc = dom.window.document
    const shown = () => [...doc.querySelectorAll('tr[data-status]')].filter((row) => !row.hidden).length
    const set = (id: string, value: string) => {
      const control = doc.getElementById(id)
      if (control === null) throw new Error(`no ${id}`)
      control.value = value
      control.dispatchEvent(new dom.window.Event('input'))
    }
    expect(doc.getElementById('filter')?.hidden).to.equal(false)
    expect(shown()).to.equal(48)
    set('status', 'failed')
    expect(shown()).to.equal(4)
    set('category', 'external')
    expect(shown()).to.equal(2)
    set('query', 'MAIL server')
    expect(shown()).to.equal(1)
    expect(doc.getElementById('count')?.textContent).to.equal('1 of 48 shown')
  })

  it('names and describes every drawing, and has ids that are unique', () => {
    for (const svg of document.querySelectorAll('svg')) {
      const ids = svg.getAttribute('aria-labelledby')?.split(' ') ?? []
      expect(ids.map((id) => (document.getElementById(id)?.textContent ?? '').length > 5)).to.deep.equal([true, true])
    }
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
    expect(new Set(ids).size).to.equal(ids.length)
    expect(document.querySelectorAll('svg').length).to.equal(5)
  })

  it('has text that stands out from what it is on, in light and dark', () => {
    for (const [text, on] of textOn)
      for (const mode of [0, 1] as const)
        expect(contrast(palette[text][mode], palette[on][mode]), `${text} on ${on}`).to.be.at.least(4.5)
  })

  it('stays small: what passed is told by file when there are too many', () => {
    const many = (n: number) =>
      resultsOf([failing(), ...Array.from({ length: n }, (_, index) => record({ title: `t${index}` }))])
    expect(toHtml(many(1_500)).length).to.be.below(1_200_000)
    const huge = toHtml(many(6_000))
    expect(huge.length).to.be.below(200_000)
    expect(huge).to.contain('What passed, by file').and.contain('a user is created')
  })
})

function contrast(a: string, b: string): number {
  const light = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [low = 0, high = 0] = [light(a), light(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}
