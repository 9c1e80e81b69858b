import type { PlannedScenario } from '../../src/plan/index.js'
import { text } from '../code/literal.js'
import { camel, singular, stems } from '../code/names.js'
import { newSheet } from '../code/sheet.js'
import { type Entity, entityOf } from './entities.js'
import type { Story, Workshop } from './story.js'
import { worldOf } from './targets.js'

function entitiesOf(workshop: Workshop, { point }: PlannedScenario): Entity[] {
  for (const side of (point ?? '').split(' -> ').reverse()) {
    const entity = entityOf(workshop, singular(stems(side).join(' ')))
    if (entity !== undefined) return [entity]
  }
  return []
}

/** A row of the entity that a suite is about is read back and removed. */
export function crudStories(workshop: Workshop, scenario: PlannedScenario): Story[] {
  const [entity] = entitiesOf(workshop, scenario)
  if (entity === undefined) {
    const why = `no entity of a database of the world is meant by "${scenario.point ?? scenario.title}"`
    return [{ kind: 'todo', why }]
  }
  const { name, from, primary } = entity
  const { file, database = '' } = worldOf(workshop)
  const row = camel(name, 'row')
  const told = (label: string, steps: (db: string) => string[]): Story => {
    const pen = newSheet()
    const db = pen.use(file, database)
    pen.use(from, name)
    return { kind: 'told', label, steps: [`.given(${db}.has(${name}).as(${text(row)}))`, ...steps(db)], sheet: pen }
  }
  const key = `({ ${row} }) => ({ ${primary}: ${row}.${primary} })`
  return [
    told(`${name}: a row is read back`, (db) => [
      `.when('it is read', ({ ${row} }) => ${db}.repository(${name}).findOneByOrFail({ ${primary}: ${row}.${primary} }))`,
      `.expect(${db}.row(${name}, ${key}, {}))`,
      `.expect(${db}.unchanged())`,
    ]),
    told(`${name}: a row is removed`, (db) => [
      `.when('it is removed', ({ ${row} }) => ${db}.repository(${name}).delete({ ${primary}: ${row}.${primary} }))`,
      `.expect(${db}.none(${name}, ${key}))`,
    ]),
  ]
}
