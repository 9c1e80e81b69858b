import type { Operation } from '../../src/plan/index.js'
import { matchOperation } from '../../src/plan/index.js'
import type { Pen } from '../code/sheet.js'
import type { DocumentedOperation } from '../openapi/read-document.js'
import type { World, WorldTarget } from '../project/read-world.js'
import { NotTold, type Workshop } from './story.js'

/** The world, or the reason why nothing can be told without one. */
export function worldOf({ project }: Workshop): World {
  if (project.world === undefined)
    throw new NotTold('there is no world.ts that suites could import: run npx qa-integ init')
  return project.world
}

function first(workshop: Workshop, which: (target: WorldTarget) => boolean, wanted: string): WorldTarget {
  const found = worldOf(workshop).targets.find(which)
  if (found === undefined) throw new NotTold(`the world exports no ${wanted}`)
  return found
}

const powerful = /admin|root|owner|super/i

/** The target that sends no credentials. */
export function anonymous(workshop: Workshop, pen: Pen): string {
  const { name } = first(workshop, ({ of }) => of === undefined, 'target: export const app = target(...)')
  return pen.use(worldOf(workshop).file, name)
}

/** The target with credentials, the most powerful of them. */
export function authorized(workshop: Workshop, pen: Pen): string {
  const strong = worldOf(workshop).targets.find(({ name, of }) => of !== undefined && powerful.test(name))
  const wanted = 'target with credentials: export const admin = app.as(...)'
  const { name } = strong ?? first(workshop, ({ of }) => of !== undefined, wanted)
  return pen.use(worldOf(workshop).file, name)
}

/** The target with credentials that are good, but allow less. */
export function limited(workshop: Workshop, pen: Pen): string {
  const { targets, file } = worldOf(workshop)
  const strong = targets.some(({ name, of }) => of !== undefined && powerful.test(name))
  const weak = targets.find(({ name, of }) => of !== undefined && !powerful.test(name))
  if (!strong || weak === undefined) {
    throw new NotTold('the world exports no target whose credentials allow less than those of an admin')
  }
  return pen.use(file, weak.name)
}

/** The target that may ask an operation; without a document one with credentials, where there is one. */
export function asker(workshop: Workshop, pen: Pen, operation: DocumentedOperation | undefined): string {
  const secured = operation?.secured ?? worldOf(workshop).targets.some(({ of }) => of !== undefined)
  return secured ? authorized(workshop, pen) : anonymous(workshop, pen)
}

/** The target of this name. */
export function named(workshop: Workshop, pen: Pen, name: string): string {
  if (name === 'nobody') return anonymous(workshop, pen)
  const { file } = worldOf(workshop)
  return pen.use(file, first(workshop, (target) => target.name === name, `target "${name}"`).name)
}

/** The documented operation that is meant; none without a document. */
export function operationOf({ project }: Workshop, told: Operation): DocumentedOperation | undefined {
  return project.document === undefined ? undefined : matchOperation(told, project.document.operations)
}

/** `get`, `post`, …: the word of a target for a method. */
export function wordOf(method: string): string {
  const word = method.toLowerCase()
  if (!['get', 'post', 'put', 'patch', 'delete'].includes(word)) throw new NotTold(`a target has no word for ${method}`)
  return word
}
