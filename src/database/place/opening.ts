import type { DataSource } from 'typeorm'
import { explained } from '../peers.js'

/** Opens a data source; what TypeORM says of it is explained. */
export async function open(dataSource: DataSource): Promise<void> {
  try {
    await dataSource.initialize()
  } catch (error) {
    throw explained(error)
  }
}

/** As `open`, in a place where nothing is yet. */
export async function openNew(dataSource: DataSource): Promise<void> {
  const { options } = dataSource
  if (!options.synchronize || options.migrationsRun) return open(dataSource)
  Object.assign(dataSource, { options: { ...options, synchronize: false } })
  try {
    await open(dataSource)
  } finally {
    Object.assign(dataSource, { options })
  }
  try {
    await synchronize(dataSource)
  } catch (error) {
    await dataSource.destroy()
    throw explained(error)
  }
}

/** Makes the tables of the entities, and the schemas that they are in, which TypeORM expects to be there. */
export async function synchronize(dataSource: DataSource): Promise<void> {
  const schemas = new Set(
    dataSource.entityMetadatas.map(({ schema }) => schema).filter((schema) => schema !== undefined),
  )
  if (dataSource.options.type === 'postgres' && schemas.size > 0) {
    const runner = dataSource.createQueryRunner()
    try {
      for (const schema of schemas) await runner.createSchema(schema, true)
    } finally {
      await runner.release()
    }
  }
  await dataSource.synchronize()
}
