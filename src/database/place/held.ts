import type { DataSource } from 'typeorm'

/** Data sources that are watched, and the name of the handle that does. */
const held = new WeakMap<DataSource, string>()

/** From now on the data source is that of one handle, until what comes back is called. */
export function hold(dataSource: DataSource, name: string): () => void {
  held.set(dataSource, name)
  return () => held.delete(dataSource)
}

/** Two handles would each put back what the other has written, and lose their journals to each other. */
export function refuseHeld(dataSource: DataSource): void {
  const name = held.get(dataSource)
  if (name === undefined) return
  throw new Error(
    `this data source already belongs to the database "${name}", and a data source has one handle; ` +
      'make the handle in a module of its own, and import it wherever scenarios are given it',
  )
}
