import type { Known } from '../../src/plan/index.js'
import type { Project } from './project.js'

/** What a plan can be held against: the project's operations, entities and components; what it has none of is left unchecked. */
export function knownOf(project: Project): Known {
  const classes = [...project.classes.values()]
  const entities = classes.filter(({ kind }) => kind === 'entity').map(({ name }) => name)
  const components = classes.filter(({ kind }) => kind !== 'entity').map(({ name, methods }) => ({ name, methods }))
  const named = (project.world?.components ?? []).filter(({ what }) => !project.classes.has(what))
  return {
    ...(project.document === undefined ? {} : { operations: project.document.operations, from: project.document.file }),
    ...(entities.length === 0 ? {} : { entities }),
    ...(components.length === 0 || named.length > 0 ? {} : { components }),
  }
}
