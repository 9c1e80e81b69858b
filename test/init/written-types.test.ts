import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import ts from 'typescript'
import { planInit, writeInit } from '../../generators/init/index.js'
import { project } from '../support/run-suite.js'

const EXPRESS = "import express, { type Express } from 'express'\n"
const ROUTE = "app.get('/health', (_request, response) => { response.json({ status: 'ok' }) })"
const TYPEORM = "import { DataSource } from 'typeorm'\n"

/** Below one project, so that the compiler reads the package's types once. */
const projects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  empty: {},
  'with a route': {
    'src/app.ts': `${EXPRESS}export function createApp(): Express { const app = express(); ${ROUTE}; return app }`,
  },
  'with an application that has the name that world uses': {
    'src/app.ts': `${EXPRESS}export const app = express()`,
  },
  'with a default export': { 'src/app.ts': `${EXPRESS}export default async () => express()` },
  'with a data source': {
    'src/app.ts': `${EXPRESS}import type { DataSource } from 'typeorm'\nexport const createApp = (_: DataSource) => express()`,
    'src/db.ts': `${TYPEORM}export const db = new DataSource({ type: 'postgres' })`,
  },
  'with a function that makes a data source': {
    'src/db.ts': `${TYPEORM}export function createDataSource(database = 'x') { return new DataSource({ type: 'sqlite', database }) }`,
    'openapi.yaml': '',
  },
}

describe('what init writes in TypeScript', () => {
  const root = project({}, { type: 'module' })
  after(() => rmSync(root, { recursive: true, force: true }))
  const problems = new Map<string, string[]>()

  before(async function () {
    this.timeout(120_000)
    const written: string[] = []
    for (const [name, files] of Object.entries(projects)) {
      const directory = join(root, name)
      const all = { 'package.json': '{"type":"module"}', 'tsconfig.json': '{ "include": ["src"] }', ...files }
      for (const [file, text] of Object.entries(all)) {
        mkdirSync(dirname(join(directory, file)), { recursive: true })
        writeFileSync(join(directory, file), text)
      }
      const plan = await planInit(directory)
      writeInit(plan)
      written.push(...plan.files.map(({ file }) => join(directory, file)).filter((file) => file.endsWith('.ts')))
    }
    expect(written).to.have.lengthOf(3 * Object.keys(projects).length)
    const program = ts.createProgram(written, {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noUnusedLocals: true,
      noEmit: true,
      skipLibCheck: true,
    })
    for (const file of written) {
      const source = program.getSourceFile(file)
      const here = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      const told = here.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
      const name = file.slice(root.length + 1).split('/')[0]!
      problems.set(name, [...(problems.get(name) ?? []), ...told])
    }
  })

  for (const name of Object.keys(projects))
    it(`is taken by the strict compiler: ${name}`, () => expect(problems.get(name)).to.deep.equal([]))
})
