import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm'
import { show } from '../../match/show.js'
import { maskValue } from '../../wire/mask-value.js'
import type { Live } from '../live.js'
import { findRows } from '../rows/rows.js'
import { owning } from './needs.js'

/** Why the database did not take the row, in the words of the entity. */
export async function refusal(
  { live, manager, word }: { readonly live: Live; readonly manager: EntityManager; readonly word: string },
  metadata: EntityMetadata,
  entity: ObjectLiteral,
  error: Error,
): Promise<Error> {
  const say = (text: string) => new Error(`${word}: ${text}`, { cause: error })
  if (/foreign key/i.test(error.message) && manager === live.dataSource.manager)
    for (const relation of owning(metadata)) {
      const keys = relation.joinColumns.map((column) => [column, column.getEntityValue(entity) as unknown] as const)
      if (keys.some(([, value]) => value === null || value === undefined)) continue
      const wanted = Object.fromEntries(keys.map(([column, value]) => [column.referencedColumn!.propertyName, value]))
      const target = relation.inverseEntityMetadata
      if ((await findRows(live, target, wanted, { most: 1 })).length === 0)
        return say(
          `${keys.map(([column, value]) => `${column.propertyName} ${show(value)}`).join(', ')} leads to no row of ${target.tableName}; ` +
            `make that first, with db.has(${target.name}, ${show(wanted)}), or leave it away to have one made`,
        )
    }
  const who = 'driverError' in error ? 'the database' : 'TypeORM or a listener of the application'
  return say(
    `${who} refused the row ${show(maskValue({ ...entity }))}: ${error.message}${checked(metadata, error)}${guesses(live, metadata, entity)}`,
  )
}

/** What the check wants that was broken, where the entity declares it. */
function checked({ checks, name }: EntityMetadata, { message }: Error): string {
  const one = checks.find((check) => check.name && message.includes(check.name))
  return one ? `; that is ${one.expression}: give values that hold, here or in factory(${name}, ...)` : ''
}

/** What was made up for columns of which only the application knows the values. */
export function guesses(live: Live, metadata: EntityMetadata, entity: ObjectLiteral): string {
  const columns = live.recipes.of(metadata).guessed(entity)
  const filled = columns.map((column) => {
    const value = maskValue({ [column.propertyName]: column.getEntityValue(entity) as unknown })
    return `${metadata.name}.${column.propertyPath} with ${show((value as Record<string, unknown>)[column.propertyName])}`
  })
  return filled.length === 0
    ? ''
    : `; filled was ${filled.join(', ')}, which a transformer may not take: give it a value, here or in factory(${metadata.name}, ...)`
}
