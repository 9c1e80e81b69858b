import { isAbsolute, join, resolve } from 'node:path'
import type { Plan } from '../../src/plan/index.js'
import { type ApiDocument, readDocument } from '../openapi/read-document.js'
import { findClasses, type ProjectClass } from './find-classes.js'
import { findDocument, findWorld, type ProjectStyle, sourceFiles, styleOf } from './project-files.js'
import { readWorld, type World } from './read-world.js'

/** What the project has that suites can be made of. */
export interface Project {
  readonly cwd: string
  /** Absolute. */
  readonly outDir: string
  readonly style: ProjectStyle
  readonly world?: World
  readonly document?: ApiDocument
  readonly classes: ReadonlyMap<string, ProjectClass>
}

/** Where to look, where not in the usual places. */
export interface ProjectOptions {
  readonly cwd: string
  readonly outDir: string
  readonly openapi?: string
  readonly world?: string
}

/** Reads what the project has; nothing of it is executed. */
export async function readProject({ cwd, outDir, openapi, world }: ProjectOptions): Promise<Project> {
  const folder = isAbsolute(outDir) ? outDir : join(cwd, outDir)
  const worldFile = world === undefined ? findWorld(folder) : resolve(cwd, world)
  const documentFile = openapi === undefined ? findDocument(cwd) : resolve(cwd, openapi)
  return {
    cwd,
    outDir: folder,
    style: styleOf(cwd, worldFile),
    ...(worldFile === undefined ? {} : { world: readWorld(worldFile) }),
    ...(documentFile === undefined ? {} : { document: await readDocument(cwd, documentFile) }),
    classes: findClasses(sourceFiles(cwd)),
  }
}

/** The plan's third party of this name, at its address. */
export function addressOf(plan: Plan, service: string): string | undefined {
  return plan.mocks.find((mock) => mock.service === service && mock.at !== undefined)?.at
}
