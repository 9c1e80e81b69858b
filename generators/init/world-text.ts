import { posix } from 'node:path'
import { specifier } from './code-style.js'
import type { FoundDataSource } from './find-data-source.js'
import type { Findings } from './findings.js'
import type { FoundApp } from './found-app.js'
import { exportedConstants, type Import, importLines } from './module-text.js'

const COMMENT =
  '// The parts of the world that suites talk to: handles and states. Declaring one costs nothing; the first scenario that needs it\n' +
  '// starts it, and every scenario leaves it as it was.'

/** The world file: the application and the database where they were found, else a folder to work in. */
export function worldText(found: Findings, suites: string): string {
  const { app, dataSource, style, appUsesDataSource } = found
  const imports: Import[] = []
  const constants: { name: string; value: string }[] = []
  const own = (file: string): string => specifier(style, posix.relative(suites, file))
  const use = (exported: string, from: string, local = exported): string => {
    imports.push({ exported, local, from })
    return local
  }
  if (dataSource) {
    use('database', 'qa-integ/database')
    const name = useOwn(dataSource)
    const value = dataSource.form === 'factory' ? `() => ${name}()` : name
    // A database that somebody needs is refused; in memory nobody needs it.
    constants.push({
      name: 'db',
      value: `database({ dataSource: ${value}${dataSource.inMemory ? '' : ", on: 'sqlite'"} })`,
    })
  }
  if (app) {
    use('target', 'qa-integ/http')
    const uses = app.needs === 'dataSource' || appUsesDataSource ? ', uses: [db]' : ''
    constants.push({ name: 'app', value: `target({ app: ${made()}${uses} })` })
  }
  if (constants.length === 0) return folderWorld(found)
  return `${importLines(style, imports)}\n\n${COMMENT}\n${exportedConstants(style, constants)}\n`

  function useOwn({ exported, local, file }: FoundApp | FoundDataSource): string {
    const name = exported === 'default' || exported === 'module' ? local : exported
    return use(exported, own(file), RENAMED[name] ?? name)
  }

  function made(): string {
    const name = useOwn(app!)
    switch (app!.form) {
      case 'value':
        return `() => ${name}`
      case 'factory':
        return `() => ${name}(${app!.needs === 'dataSource' ? 'db.dataSource' : ''})`
      case 'module':
        // Nest would end the process where it can't be made.
        return `() => ${use('NestFactory', '@nestjs/core')}.create(${name}, { abortOnError: false, logger: ['error', 'warn'] })`
    }
  }
}

/** Names that world needs for itself. */
const RENAMED: Readonly<Record<string, string>> = {
  app: 'application',
  db: 'dataSource',
  target: 'application',
  database: 'dataSource',
}

function folderWorld({ style }: Findings): string {
  const imports: Import[] = [
    { exported: 'mkdtemp', local: 'mkdtemp', from: 'node:fs/promises' },
    { exported: 'rm', local: 'rm', from: 'node:fs/promises' },
    { exported: 'tmpdir', local: 'tmpdir', from: 'node:os' },
    { exported: 'join', local: 'join', from: 'node:path' },
    { exported: 'handle', local: 'handle', from: 'qa-integ' },
  ]
  const value = [
    'handle({',
    "  name: 'an empty folder',",
    "  per: 'scenario',",
    "  start: () => mkdtemp(join(tmpdir(), 'scenario-')),",
    '  stop: (path) => rm(path, { recursive: true, force: true }),',
    '})',
  ].join('\n')
  return `${importLines(style, imports)}\n\n${COMMENT}\n${exportedConstants(style, [{ name: 'folder', value }])}\n`
}
