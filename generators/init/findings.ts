import { relative } from 'node:path'
import { findDocument } from '../project/project-files.js'
import { type CodeStyle, isTypeScript, javascriptStyle, typescriptStyle } from './code-style.js'
import { findApp } from './find-app.js'
import { type FoundDataSource, findDataSource } from './find-data-source.js'
import type { FoundApp } from './found-app.js'
import { chooseLoader, type LoaderChoice } from './loader-choice.js'
import { type Manifest, readManifest } from './manifest.js'
import { ownSources, type Sources } from './own-sources.js'
import { type PackageManager, packageManagerOf } from './package-manager.js'
import { reaches } from './reach.js'
import { sureNestRoute } from './sure-nest-route.js'
import { sureRoute } from './sure-route.js'

/** What a project has that its suites can be set up with; nothing of it is executed. */
export interface Findings {
  readonly cwd: string
  readonly manifest: Manifest
  readonly manager: PackageManager
  readonly style: CodeStyle
  /** None in a JavaScript project. */
  readonly loader?: LoaderChoice
  readonly app?: FoundApp
  readonly dataSource?: FoundDataSource
  /** Whether the application works on that data source by itself. */
  readonly appUsesDataSource: boolean
  /** A path that the application answers with 200 for certain. */
  readonly route?: string
  /** The OpenAPI document. */
  readonly document?: string
  /** What is there and can't be used, and why. */
  readonly notes: readonly string[]
}

/** Reads what a project has. */
export function findings(cwd: string): Findings {
  const manifest = readManifest(cwd)
  const sources = ownSources(cwd)
  const typescript = isTypeScript(cwd, manifest, sources.files)
  const loader = typescript ? chooseLoader(cwd, manifest, sources.files) : undefined
  const { app: anyApp, notes: appNotes } = findApp(sources)
  const { dataSource: anySource, notes: dataNotes } = findDataSource(sources)
  const usable = anyApp?.needs !== 'dataSource' || anySource !== undefined
  const app = usable ? anyApp : undefined
  const reach = app !== undefined && anySource !== undefined && reaches(sources, app.file, anySource.file)
  const opensItself = reach && /\.initialize\(/.test(sources.text(app!.file))
  const dataSource = opensItself ? undefined : anySource
  const route = app === undefined ? undefined : routeOf(sources, app, loader, dataSource)
  const document = findDocument(cwd)
  return {
    cwd,
    manifest,
    manager: packageManagerOf(cwd, manifest),
    style: typescript
      ? typescriptStyle(cwd, manifest, loader?.loader === 'node')
      : javascriptStyle(manifest, sources.files),
    ...(loader ? { loader } : {}),
    ...(app ? { app } : {}),
    ...(dataSource ? { dataSource } : {}),
    appUsesDataSource: reach && !opensItself && app!.form !== 'module',
    ...(route === undefined ? {} : { route }),
    ...(document === undefined ? {} : { document: relative(cwd, document).replaceAll('\\', '/') }),
    notes: [
      ...appNotes,
      ...dataNotes,
      ...(usable
        ? []
        : [`${anyApp!.local}(…) in ${anyApp!.file} has to be given a DataSource, and no file exports one`]),
      ...(opensItself
        ? [`${app!.file} opens ${anySource!.local} itself; let its caller do that, and world can have a database`]
        : []),
      ...unseen(manifest, anyApp, appNotes),
    ],
  }
}

/** Only what loads no data source is certain to answer. */
function routeOf(
  sources: Sources,
  app: FoundApp,
  loader: LoaderChoice | undefined,
  dataSource: FoundDataSource | undefined,
): string | undefined {
  if (app.needs !== 'nothing' || dataSource !== undefined) return undefined
  if (app.framework !== 'Nest') return sureRoute(sources, app)
  // Nest injects by the types of constructors, which only swc keeps.
  return loader?.loader === 'swc' ? sureNestRoute(sources, app) : undefined
}

const FRAMEWORKS = [
  ['express', 'Express'],
  ['fastify', 'Fastify'],
  ['@nestjs/core', 'Nest'],
] as const

/** A framework that the project asks for, while no application was found. */
function unseen({ packages }: Manifest, app: FoundApp | undefined, notes: readonly string[]): string[] {
  const [, name] = FRAMEWORKS.find(([one]) => packages.has(one)) ?? []
  if (name === undefined || app !== undefined || notes.length > 0) return []
  const what = name === 'Nest' ? 'AppModule' : 'an application or a function that makes one'
  return [`${name} is here, but no file exports ${what}: once one does, add it to world as a target({ app: () => … })`]
}
