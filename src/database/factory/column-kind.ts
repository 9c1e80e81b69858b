import type { DataSource } from 'typeorm'
import type { Column } from '../entity.js'

/** What kind of value a column holds, by the engines' names of types. */
export type Kind = (typeof KINDS)[number][0]

const KINDS = [
  ['list', /^(simple-array|set)$/],
  ['hstore', /^hstore$/],
  ['jsonpath', /^jsonpath$/],
  ['json', /json/],
  ['uuid', /^(uuid|uniqueidentifier)$/],
  ['boolean', /^bool(ean)?$/],
  ['bits', /^(bit|varbit|bit varying)\b/],
  ['multirange', /multirange$/],
  ['range', /range$/],
  ['interval', /^interval/],
  ['inet', /^(inet|inet4|cidr)$/],
  ['inet6', /^inet6$/],
  ['macaddr', /^macaddr/],
  ['moment', /^(datetime|timestamp|timestamptz|smalldatetime)/],
  ['date', /^date$/],
  ['year', /^year$/],
  ['time', /^time/],
  [
    'shape',
    /^(geometry|geography|geomcollection|geometrycollection|(multi)?(point|linestring|polygon)|line|lseg|box|path|circle)$/,
  ],
  ['search', /^(tsvector|tsquery)$/],
  ['xml', /^xml$/],
  ['tree', /^ltree$/],
  ['vector', /^(cube|vector|halfvec)$/],
  ['decimal', /^(decimal|numeric|dec|fixed|real|float|double|money|number)/],
  ['integer', /int|serial/],
  ['bytes', /blob|bytea|binary|raw/],
  ['text', /char|text|clob|string|enum/],
] as const satisfies readonly (readonly [string, RegExp])[]

/** The kind of value that a column holds, where it is known. */
export function kindOf(dataSource: DataSource, column: Column): Kind | undefined {
  // MySQL keeps it as a number.
  if (column.type === Boolean) return 'boolean'
  const type = typeOf(dataSource, column)
  return KINDS.find(([, pattern]) => pattern.test(type))?.[0]
}

/** The database's own name of a column's type. */
export function typeOf({ driver }: DataSource, column: Column): string {
  const { type } = column
  // `simple-json` and its like are texts to the database, and values to the entity.
  if (typeof type === 'string' && (type.startsWith('simple-') || /^bool/.test(type))) return type
  return driver.normalizeType(column as never).toLowerCase()
}
