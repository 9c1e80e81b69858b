import { type Expectation, expectation } from '../../scenario/step.js'
import type { Part } from '../../scenario/world.js'
import { assertion } from '../assertion.js'
import { catalogDifference } from './catalog-difference.js'
import type { ScratchDatabase } from './scratch-database.js'
import { stepsOf } from './steps.js'

const MOST = 20

/** The step value behind `db.migrations.noDrift`. */
export function noDrift(beside: () => Promise<ScratchDatabase>, uses: readonly Part[]): Expectation<unknown, object> {
  return expectation<unknown, object>(
    'the migrations make what the entities ask for',
    async () => {
      const scratch = await beside()
      try {
        const { dataSource } = scratch
        const steps = stepsOf(scratch)
        for (let i = 0; i < steps.all.length; i++) await steps.up(i)
        const { upQueries } = await dataSource.driver.createSchemaBuilder().log()
        if (upQueries.length === 0) return
        const migrated = await steps.catalog()
        const failed = await dataSource.synchronize().then(
          () => undefined,
          (error: Error) => error,
        )
        const differences = failed ? [] : catalogDifference(migrated, await steps.catalog())
        const how = failed ? `TypeORM would run this, which fails (${failed.message}):` : 'TypeORM would run:'
        const lines =
          differences.length > 0
            ? ['(+ the entities have, - only the migrations make)', ...differences]
            : [`in names or in ways of writing; ${how}`, ...upQueries.map(({ query }) => query)]
        throw assertion(
          [
            'the schema that the migrations make is not the one of the entities; write a migration, or change the entities:',
            ...lines.slice(0, MOST).map((line) => `  ${line}`),
            ...(lines.length > MOST ? [`  … and ${lines.length - MOST} more`] : []),
          ].join('\n'),
        )
      } finally {
        await scratch.close()
      }
    },
    undefined,
    { uses },
  )
}
