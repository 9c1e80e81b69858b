import { text } from '../code/literal.js'
import { specifier } from './code-style.js'
import type { Findings } from './findings.js'
import { type Import, importLines } from './module-text.js'

/** The first suite: a request that is answered for certain, else something in this process that is true. */
export function firstText(found: Findings, world: string): string {
  if (found.route !== undefined) return requestText(found, found.route, world)
  return found.app || found.dataSource ? ownFolderText(found) : folderText(found, world)
}

function requestText({ style }: Findings, route: string, world: string): string {
  const imports: Import[] = [
    { exported: 'suite', local: 'suite', from: 'qa-integ' },
    { exported: 'status', local: 'status', from: 'qa-integ/http' },
    { exported: 'app', local: 'app', from: specifier(style, world) },
  ]
  return `${importLines(style, imports)}

const { scenario } = suite({ category: 'api', point: 'Client -> API' })

scenario(${text(`GET ${route} is answered`)})
  .when(app.get(${text(route)}))
  .expect(status(200))
`
}

const FILES: readonly Import[] = [
  { exported: 'readFile', local: 'readFile', from: 'node:fs/promises' },
  { exported: 'writeFile', local: 'writeFile', from: 'node:fs/promises' },
  { exported: 'join', local: 'join', from: 'node:path' },
  { exported: 'expect', local: 'expect', from: 'chai' },
  { exported: 'suite', local: 'suite', from: 'qa-integ' },
]

function folderText({ style }: Findings, world: string): string {
  const imports = [...FILES, { exported: 'folder', local: 'folder', from: specifier(style, world) }]
  return `${importLines(style, imports)}

${SUITE}

scenario('a note is read as it was written')
  .given(folder)
  .given('a note', async () => {
    const file = join(folder.value, 'note.txt')
    await writeFile(file, 'tea at five')
    return { file }
  })
${ENDING}`
}

function ownFolderText({ style }: Findings): string {
  const imports: Import[] = [
    ...FILES,
    { exported: 'mkdtemp', local: 'mkdtemp', from: 'node:fs/promises' },
    { exported: 'rm', local: 'rm', from: 'node:fs/promises' },
    { exported: 'tmpdir', local: 'tmpdir', from: 'node:os' },
  ]
  return `${importLines(style, imports)}

${SUITE}

scenario('a note is read as it was written')
  .given('a note', async (_, { defer }) => {
    const folder = await mkdtemp(join(tmpdir(), 'note-'))
    defer(() => rm(folder, { recursive: true }))
    const file = join(folder, 'note.txt')
    await writeFile(file, 'tea at five')
    return { file }
  })
${ENDING}`
}

const SUITE = "const { scenario } = suite({ category: 'component', point: 'Suite -> File system' })"
const ENDING = `  .when('it is read', ({ file }) => readFile(file, 'utf8'))
  .expect('the same text', (read) => expect(read).to.equal('tea at five'))
`
