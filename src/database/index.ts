export { type Database, type DataSourceOptions, database, type EntitiesOptions } from './database.js'
export type { Rows } from './delta.js'
export type { From, HasRow } from './given-rows.js'
export type { EngineName, EntityClass, Tabled } from './provision.js'
