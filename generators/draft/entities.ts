import { dirname, resolve } from 'node:path'
import { isIdentifier } from '../code/literal.js'
import { kebab } from '../code/names.js'
import type { Project } from '../project/project.js'
import type { Workshop } from './story.js'

/** An entity that suites can import and the world's database holds. */
export interface Entity {
  readonly name: string
  /** A package, or the absolute path of its file. */
  readonly from: string
  /** The name of its primary column; `id` where that can't be told. */
  readonly primary: string
}

/** From where a class of the project is imported: as the world does it, else from its own file. */
export function importOf(project: Project, name: string): string | undefined {
  const { world, classes } = project
  const specifier = world?.imports.get(name)
  if (specifier === undefined || world === undefined) return classes.get(name)?.file
  return specifier.startsWith('.') ? resolve(dirname(world.file), specifier) : specifier
}

/** The entity of this name, in whatever spelling, that rows can be made of; nothing where the world has no database. */
export function entityOf({ project }: Workshop, word: string): Entity | undefined {
  if (project.world?.database === undefined) return undefined
  const found = [...project.classes.values()].find(({ name, kind }) => kind === 'entity' && kebab(name) === kebab(word))
  const from = found === undefined ? undefined : importOf(project, found.name)
  if (found === undefined || from === undefined || !isIdentifier(found.name)) return undefined
  return { name: found.name, from, primary: found.primary[0] ?? 'id' }
}
