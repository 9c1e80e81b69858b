import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Draft } from '../../generators/merge/draft.js'
import { type MergeOptions, mergeSuite, type OpenSuite, openSuite } from '../../generators/merge/merge-suite.js'
import { moduleName, sameModule } from '../../generators/merge/module-name.js'
import { scan } from '../../generators/merge/scan.js'
import { tokenHash } from '../../generators/merge/token-hash.js'
import type { LockedScenario } from '../../src/plan/index.js'

const style = { typescript: true, commonjs: false, ending: '.js' } as const
const place = { path: '/p/test/integration/api/a-b.integ.ts', category: 'api', point: 'A -> B' } as const

function draft(id: string, status = 200, other: Partial<Draft> = {}): Draft {
  return {
    key: id,
    id,
    title: `${id} works`,
    one: true,
    todo: false,
    above: [`// Planned: ${id}`],
    code: `scenario('${id} works')\n  .when(app.get('/x'))\n  .expect(status(${status}))`,
    sheet: {
      imports: [
        { from: 'qa-integ/http', name: 'status' },
        { from: '/p/test/integration/world.ts', name: 'app' },
      ],
      fixtures: [],
    },
    ...other,
  }
}

function locked(...drafts: Draft[]): MergeOptions['locked'] {
  const entry = ({ id, title, code }: Draft): LockedScenario => ({
    id,
    drafts: { [title]: { file: 'x', hash: tokenHash(code) } },
  })
  return Object.fromEntries(drafts.map((one) => [one.key, entry(one)]))
}

const open = (text: string, path: string = place.path): OpenSuite => ({ path, text, scan: scan(text, false) })
const merge = (text: string | undefined, drafts: Draft[], options: Partial<MergeOptions> = {}) =>
  mergeSuite(place, text === undefined ? undefined : open(text), drafts, {
    issueFile: 'plan.md',
    style,
    update: false,
    locked: {},
    others: [],
    ...options,
  })
const verdicts = ({ judged }: ReturnType<typeof merge>) =>
  judged.map(({ verdict }) => `${verdict.id} ${verdict.verdict}`)

const all = [draft('IT-1'), draft('IT-2'), draft('IT-3'), draft('IT-4')]
const fresh = merge(undefined, all).after ?? ''

describe('a suite that is written anew', () => {
  it('reads as if written by hand', () => {
    expect(merge(undefined, [draft('IT-1')]).after).to.equal(
      [
        '// plan: plan.md',
        "import { suite } from 'qa-integ'",
        "import { status } from 'qa-integ/http'",
        "import { app } from '../world.js'",
        '',
        "const { scenario } = suite({ category: 'api', point: 'A -> B' })",
        '',
        '// Planned: IT-1',
        "scenario('IT-1 works')",
        "  .when(app.get('/x'))",
        '  .expect(status(200))',
        '',
      ].join('\n'),
    )
  })

  it('requires in a CommonJS project, and takes one name from one module', () => {
    const javascript = { typescript: false, commonjs: true, ending: '.js' } as const
    const called = [
      { from: 'qa-integ/service', name: 'called' },
      { from: 'qa-integ/component', name: 'called' },
    ]
    const { after = '' } = mergeSuite(
      { ...place, path: '/p/test/integration/api/a-b.integ.js' },
      undefined,
      [draft('IT-1', 200, { sheet: { imports: called, fixtures: [] } })],
      { issueFile: 'plan.md', style: javascript, update: false, locked: {}, others: [] },
    )
    expect(after.split('\n').slice(1, 3)).to.deep.equal([
      "const { suite } = require('qa-integ')",
      "const { called } = require('qa-integ/service')",
    ])
    expect(after).to.not.contain('import ')
  })
})

describe('a suite that is there', () => {
  it('stays as it is when nothing has changed', () => {
    const again = merge(fresh, all, { locked: locked(...all) })
    expect(again.after).to.equal(undefined)
    expect(verdicts(again)).to.deep.equal(['IT-1 same', 'IT-2 same', 'IT-3 same', 'IT-4 same'])
  })

  it('stays as it is when it was only formatted', () => {
    const formatted = fresh
      .replaceAll("'", '"')
      .replace(/\n {2}\./g, '\n      .')
      .replace(/\)\n(?=\n|$)/g, ');\n')
      .replace('app.get("/x")', 'app.get(\n  "/x", // why\n )')
    expect(formatted).to.not.equal(fresh)
    expect(verdicts(merge(formatted, all, { locked: locked(...all) }))).to.deep.equal([
      'IT-1 same',
      'IT-2 same',
      'IT-3 same',
      'IT-4 same',
    ])
  })

  it('keeps what was written by hand, and tells what became of each scenario', () => {
    const edited = fresh
      .replace(/(IT-1 works[\s\S]*?)'\/x'/, "$1'/mine'")
      .replace("scenario('IT-2 works')", "scenario.skip('IT-2 works')")
      .replace(/\/\/ Planned: IT-3\nscenario\('IT-3 works'\)\n.*\n.*\n/, '// not needed: see #7\n')
    const changed = [draft('IT-1', 409), draft('IT-2'), draft('IT-3'), draft('IT-4', 409), draft('IT-5')]
    const first = merge(edited, changed, { locked: locked(...all) })
    expect(verdicts(first)).to.deep.equal([
      'IT-1 conflict',
      'IT-2 hand-edited',
      'IT-3 deleted-by-hand',
      'IT-4 outdated',
      'IT-5 added',
    ])
    expect(first.after?.startsWith(edited.trimEnd())).to.equal(true)
    const second = merge(edited, changed, { locked: locked(...all), update: true })
    expect(verdicts(second)[3]).to.equal('IT-4 updated')
    expect(second.after).to.equal(
      `${edited.trimEnd().replace(/(IT-4 works[\s\S]*?)200/, '$1409')}\n\n// Planned: IT-5\n${draft('IT-5').code}\n`,
    )
  })

  it('gets what new scenarios need, and no other byte changes', () => {
    const text =
      "\uFEFFimport { suite } from 'qa-integ';\r\nimport type { Reply } from 'qa-integ/http';\r\nimport { status as code, header } from 'qa-integ/http';\r\n\r\nconst  { scenario } = suite({ category: 'api' });\r\n\r\ndescribe('mine', () => {\r\n\tscenario('IT-9 mine').when('x', () => 1).expect('y', () => {});\r\n});"
    const needs = draft('IT-1', 200, {
      sheet: {
        imports: [...draft('').sheet.imports, { from: 'qa-integ/service', name: 'service' }],
        fixtures: [{ name: 'payments', code: "service('payments', { at: 'https://x.io' })" }],
      },
    })
    const { after = '' } = merge(text, [needs])
    expect(after.split('\r\n')).to.deep.equal([
      "\uFEFFimport { suite } from 'qa-integ';",
      "import type { Reply } from 'qa-integ/http';",
      "import { status as code, header, status } from 'qa-integ/http';",
      "import { service } from 'qa-integ/service';",
      "import { app } from '../world.js';",
      '',
      "const payments = service('payments', { at: 'https://x.io' });",
      '',
      "const  { scenario } = suite({ category: 'api' });",
      '',
      "describe('mine', () => {",
      "\tscenario('IT-9 mine').when('x', () => 1).expect('y', () => {});",
      '});',
      '',
      '// Planned: IT-1',
      "scenario('IT-1 works')",
      "\t.when(app.get('/x'))",
      '\t.expect(status(200));',
    ])
    expect(after.replaceAll('\r\n', '')).to.not.contain('\n')
    expect(verdicts(merge(after, [needs], { locked: locked(needs) }))).to.deep.equal(['IT-1 same'])
  })

  it('finds scenarios under every word, in describes, and by their id when they were renamed', () => {
    const text =
      "const { scenario } = suite()\ndescribe('x', () => { scenario.only(`IT-1 renamed`) })\nscenario.each([{ a: 1 }])('IT-2 works')\nscenario.todo('IT-3: works')\nscenario.skip.each(rows)('IT-4')\n"
    expect(verdicts(merge(text, all))).to.deep.equal(['IT-1 adopted', 'IT-2 adopted', 'IT-3 adopted', 'IT-4 adopted'])
    expect(merge(text, all).judged.map(({ automated, hash }) => [automated, hash])).to.deep.equal([
      [true, null],
      [true, null],
      [false, null],
      [true, null],
    ])
    expect(verdicts(merge(text, [draft('IT-12')]))).to.deep.equal(['IT-12 added'])
  })

  it('claims again what was adopted as it would be written', () => {
    const { judged } = merge(fresh, all)
    expect(judged.map(({ hash }) => hash)).to.deep.equal(all.map(({ code }) => tokenHash(code)))
  })

  it('tells several scenarios of one id by their titles', () => {
    const many = ['a', 'b'].map((label) =>
      draft('CV-1', 200, { one: false, title: `CV-1 ${label}`, code: `scenario('CV-1 ${label}')` }),
    )
    const text = "import { suite } from 'qa-integ'\nconst { scenario } = suite()\nscenario('CV-1 b')\n"
    expect(verdicts(merge(text, many))).to.deep.equal(['CV-1 added', 'CV-1 adopted'])
  })

  it('adds nothing that stands in another suite', () => {
    const other = open("scenario('IT-1 works')", '/p/test/integration/api/other.integ.ts')
    expect(verdicts(merge(undefined, [draft('IT-1')], { others: [other] }))).to.deep.equal(['IT-1 moved'])
  })

  const refusals: [string, string, RegExp][] = [
    ['is no code', `${fresh}\nsuite(`, /^line \d+ of the suite: /],
    ['declares no scenario', "import { suite } from 'qa-integ'\nsuite()\n", /declares no `scenario` at its top/],
    [
      'has another meaning for a name',
      "import { suite } from 'qa-integ'\nconst status = 5\nconst { scenario } = suite()\n",
      /"status" means something else/,
    ],
  ]
  for (const [what, text, reason] of refusals) {
    it(`is not touched when it ${what}`, () => {
      const result = merge(text, [draft('IT-9')])
      expect(result.after).to.equal(undefined)
      expect(verdicts(result)).to.deep.equal(['IT-9 refused'])
      expect(result.judged[0]?.verdict.reason).to.match(reason)
    })
  }

  it('is not touched when it is not UTF-8', () => {
    const folder = mkdtempSync(join(tmpdir(), 'qa-integ-merge-'))
    try {
      const path = join(folder, 'a.integ.ts')
      writeFileSync(path, Buffer.concat([Buffer.from(fresh), Buffer.from([0xff])]))
      expect(openSuite(path).scan.broken).to.deep.equal({ line: 1, message: 'it is not UTF-8' })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('the hash of a scenario', () => {
  const code =
    "scenario('a', { tags: ['x', 'y'] })\n  .when(app.get(({ user }) => `/x/${user.id}`, { a: 1 }))\n  .expect('b', (x) => expect(x).to.match(/'a'/))"
  const variants = [
    code.replaceAll("'a'", '"a"').replace('/"a"/', "/'a'/"),
    code.replace("['x', 'y']", "['x', 'y',]").replace('{ a: 1 }', "{\n    'a': 1,\n  }"),
    code.replace('(x) =>', 'x =>'),
    `${code};`,
    code.replace('{ tags', '/* c */ { tags').replace(/\n/g, '\r\n\t'),
  ]
  for (const [index, variant] of variants.entries())
    it(`ignores what formatters change (${index + 1})`, () => expect(tokenHash(variant)).to.equal(tokenHash(code)))

  const edits = [
    code.replace('a: 1', 'a: 2'),
    code.replace('/x/', '/x /'),
    code.replace("/'a'/", "/'b'/"),
    code.replace("'a'", "'A'"),
    code.replace('scenario(', 'scenario.skip('),
    code.replace("'x', 'y'", "'xy'"),
  ]
  for (const [index, edit] of edits.entries())
    it(`sees an edit (${index + 1})`, () => expect(tokenHash(edit)).to.not.equal(tokenHash(code)))
})

describe('the name of a module in a suite', () => {
  it('fits the project', () => {
    const suite = '/p/test/integration/api/a.integ.ts'
    const name = (from: string, ending: '.js' | '.ts' | '') => moduleName(from, suite, { ...style, ending })
    expect(name('/p/test/integration/world.ts', '.js')).to.equal('../world.js')
    expect(name('/p/test/integration/world.ts', '.ts')).to.equal('../world.ts')
    expect(name('/p/test/integration/world.ts', '')).to.equal('../world')
    expect(name('/p/src/user.mts', '.js')).to.equal('../../../src/user.mjs')
    expect(name('/p/src/entities', '.js')).to.equal('../../../src/entities')
    expect(name('qa-integ/http', '.ts')).to.equal('qa-integ/http')
    expect(sameModule('../world.js', '../world')).to.equal(true)
    expect(sameModule('../src/index.ts', '../src')).to.equal(true)
    expect(sameModule('qa-integ', 'qa-integ/http')).to.equal(false)
  })
})
