import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { renderScaffold, type ScaffoldOptions, scaffold } from '../../generators/index.js'
import { scan } from '../../generators/merge/scan.js'
import { planIds, readPlan } from '../../src/plan/index.js'
import { project, runMocha } from '../support/run-suite.js'
import { openapi } from './workshop.js'

const issueFile = '.claude/issues/2026-11-20-hello.md'
const issue = (...lines: string[]) =>
  [
    '# Issue: Hello',
    '',
    '## QA Planning Phase (by qa agent)',
    '',
    '### API Integration Test: Client → Hello API',
    '',
    '#### Test Scenarios',
    '',
    ...lines,
    '',
  ].join('\n')
const hello = issue(
  '1. **Contract Validation**',
  '   - `GET /hello` returns 200',
  '   - Error response format verification',
)

const app = `import { createServer } from 'node:http'
export const answer = (request, response) => {
  response.statusCode = request.url === '/hello' ? 200 : 404
  response.end('{}')
}
`
const world = `import { target } from 'qa-integ/http'
import { answer } from '../../app.js'
export const app = target({ app: () => answer })
`
const minimal = { [issueFile]: hello, 'app.js': app, 'test/integration/world.js': world }
const options = (cwd: string): ScaffoldOptions => ({ cwd, issueFile, outDir: 'test/integration' })
const suite = 'test/integration/api/client-hello-api.integ.js'

function namesIn(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : namesIn(folder, name)
    return [name]
  })
}

function bytes(folder: string): Record<string, string> {
  return Object.fromEntries(
    namesIn(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name)).toString('latin1')]),
  )
}

describe('scaffolding a project', () => {
  let folder = ''
  const start = (files: Record<string, string>, manifest: object = { type: 'module' }) => {
    folder = project(files, manifest)
    return folder
  }
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('writes a suite that passes, and fails when the route is changed', async () => {
    start(minimal)
    const result = await scaffold(options(folder))
    expect(result).to.include({ planned: 2, automated: 1, todo: 1, refused: 0 })
    const first = await runMocha(folder)
    expect(first.stdout)
      .to.contain('✔ CV-1 GET /hello returns 200')
      .and.contain('- CV-2 Error response format verification')
    expect(first.code).to.equal(0)
    writeFileSync(join(folder, 'app.js'), app.replace('/hello', '/bye'))
    const second = await runMocha(folder)
    expect(second.code).to.equal(1)
    expect(second.stdout).to.contain('1 failing')
  }).timeout(60_000)

  it('changes no byte the second time', async () => {
    start(minimal)
    await scaffold(options(folder))
    const before = bytes(folder)
    expect(Object.keys(before)).to.include.members([suite, '.qa-integ/scaffold.lock.json'])
    const again = await scaffold(options(folder))
    expect(bytes(folder)).to.deep.equal(before)
    expect(again.files.map(({ written }) => written)).to.deep.equal([false])
    expect(again.automated).to.equal(1)
  })

  it('writes CommonJS for a CommonJS project', async () => {
    const common = {
      'app.js': app.replace(/import.*\n/, '').replace('export const answer', 'exports.answer'),
      'test/integration/world.js': world
        .replace(/import (.*) from ('.*')/g, 'const $1 = require($2)')
        .replace('export const app =', 'exports.app ='),
    }
    start({ ...minimal, ...common }, {})
    await scaffold(options(folder))
    expect(readFileSync(join(folder, suite), 'utf8')).to.contain("const { app } = require('../world.js')")
    const run = await runMocha(folder, { nodeOptions: [] })
    expect(run.stdout + run.stderr).to.contain('✔ CV-1 GET /hello returns 200')
  }).timeout(60_000)

  it('writes nothing in a dry run', async () => {
    start(minimal)
    const before = bytes(folder)
    const result = await scaffold({ ...options(folder), dryRun: true })
    expect(bytes(folder)).to.deep.equal(before)
    expect(result.files[0]?.text).to.contain("scenario('CV-1 GET /hello returns 200')")
    expect(renderScaffold(result)).to.contain('npx qa-integ scaffold, which writes this')
  })

  it('follows the plan, and says what became of everything', async () => {
    start(minimal)
    await scaffold(options(folder))
    writeFileSync(
      join(folder, issueFile),
      issue(
        '1. **Contract Validation**',
        '   - GET /new returns 200',
        '   - a **GET /hello** returns 200',
        '   - GET /hi → 200 and more',
        '2. **Broken**',
        '   - IT-1: GET /x returns 200',
        '   - IT-1: GET /x returns 404',
      ),
    )
    const result = await scaffold(options(folder))
    expect(
      result.files.flatMap(({ verdicts }) => verdicts.map(({ title, verdict }) => `${title}: ${verdict}`)),
    ).to.deep.equal([
      'CV-3 GET /new returns 200: added',
      'CV-1 a GET /hello returns 200: outdated',
      'CV-4 GET /hi → 200 and more: added',
      'IT-1 GET /x returns 200: added',
      'CV-2 Error response format verification: orphan',
    ])
    expect(renderScaffold(result).split('\n')).to.deep.equal([
      `  ${issueFile}    5 planned: 3 automated, 1 todo, 1 refused`,
      `  ${suite}    3 added    1 planned anew: --update rewrites    1 planned no more, kept`,
      '  refused  line 15  id IT-1 is already that of line 14',
      '  todo     line 12  it says more than can be told in code by guessing ("more"): tell it in a `yaml qa-integ` block',
      '  next     npx qa-integ run',
      '',
    ])
  })

  it('keeps the short names of what is only reworded, and lets others find them', async () => {
    start({
      ...minimal,
      [issueFile]: issue('1. **Contract Validation**', '   - GET /a returns 200', '   - GET /b returns 200'),
    })
    await scaffold(options(folder))
    const reworded = issue(
      '1. **Contract Validation**',
      '   - GET /c returns 200',
      '   - the GET /b status is 200',
      '   - GET /a returns 200',
    )
    writeFileSync(join(folder, issueFile), reworded)
    const result = await scaffold({ ...options(folder), update: true })
    expect(
      result.files.flatMap(({ verdicts }) => verdicts.map(({ title, verdict }) => `${title}: ${verdict}`)),
    ).to.deep.equal([
      'CV-3 GET /c returns 200: added',
      'CV-2 the GET /b status is 200: updated',
      'CV-1 GET /a returns 200: same',
    ])
    const plan = readPlan(Buffer.from(reworded), issueFile)
    expect([...planIds(folder, plan).values()]).to.deep.equal(['CV-3', 'CV-2', 'CV-1'])
    rmSync(join(folder, '.qa-integ'), { recursive: true })
    const adopted = await scaffold(options(folder))
    expect(
      adopted.files.flatMap(({ verdicts }) => verdicts.map(({ id, verdict }) => `${id} ${verdict}`)),
    ).to.deep.equal(['CV-3 adopted', 'CV-2 adopted', 'CV-1 adopted'])
  })

  it('refuses a lock that it can not read, rather than forget what was edited', async () => {
    start({ ...minimal, '.qa-integ/scaffold.lock.json': '<<<<<<< HEAD' })
    let message = ''
    await scaffold(options(folder)).catch((error: Error) => {
      message = error.message
    })
    expect(message).to.match(/scaffold\.lock\.json is no JSON: restore it/)
    expect(existsSync(join(folder, suite))).to.equal(false)
  })

  it('writes code, and only into its folder, whatever the plan says', async () => {
    start({ ...minimal, 'openapi.yaml': openapi })
    const words = fc.oneof(
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          'GET /api/users returns 200',
          'POST /api/users returns 201',
          'Error response format verification',
          'Header and authentication validation',
        ),
      },
      fc.constantFrom(
        "'); process.exit(1); ('",
        '*/ throw 1 /*',
        '`${process.exit(1)}`',
        '$constructor $body',
        '"\\u2028"',
        '@ts-nocheck',
        '# x',
        '\u2028\u2029x',
        '__proto__',
        '</script>',
        'it\'s "x"',
        '\\',
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
    )
    const point = fc.oneof(
      fc.constantFrom('A → B', '../../.. → /etc/passwd', 'con', '注文 → 支払い', 'constructor', "'; x"),
      fc.string({ unit: 'binary', maxLength: 20 }),
    )
    const plan = fc.tuple(
      point,
      fc.constantFrom('API', 'Component', 'Database', 'External Service'),
      words,
      fc.array(words, { maxLength: 4 }),
    )
    const known = new Set(Object.keys(bytes(folder)))
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 3 }), async (suites) => {
        rmSync(join(folder, '.qa-integ'), { recursive: true, force: true })
        for (const category of ['api', 'component', 'database', 'external'])
          rmSync(join(folder, 'test/integration', category), { recursive: true, force: true })
        const lines = suites.flatMap(([point, category, group, items]) => [
          `### ${category} Integration Test: ${point}`,
          `1. **${group}**`,
          ...items.map((item) => `   - ${item}`),
        ])
        writeFileSync(join(folder, issueFile), ['## QA Planning Phase (by qa agent)', ...lines].join('\n'))
        const result = await scaffold(options(folder))
        const after = bytes(folder)
        for (const [name, text] of Object.entries(after)) {
          if (known.has(name) || name === '.qa-integ/scaffold.lock.json') continue
          expect(name).to.match(/^test\/integration\/(?:api|component|database|external)\/[a-z0-9-]+\.integ\.js$/)
          const found = scan(Buffer.from(text, 'latin1').toString('utf8'), true)
          expect(found.broken).to.equal(undefined)
          expect(Buffer.from(text, 'latin1').toString('utf8')).to.not.match(/(?!\n)\p{Cc}|[\u2028\u2029]/u)
          const written =
            result.files.find(({ path }) => path === name)?.verdicts.filter(({ verdict }) => verdict === 'added') ?? []
          expect(found.scenarios.map(({ title }) => title)).to.deep.equal(written.map(({ title }) => title))
        }
        expect(result.automated + result.todo + result.refused).to.equal(result.planned)
        await scaffold(options(folder))
        expect(bytes(folder)).to.deep.equal(after)
      }),
      { numRuns: 25 },
    )
  }).timeout(120_000)
})
