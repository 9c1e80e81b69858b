import type { DataSource } from 'typeorm'
import type { Column } from '../entity.js'
import { type Kind, kindOf, typeOf } from './column-kind.js'
import { uuid } from './uuid.js'
import { textValues } from './valid-text.js'
import type { ValidValues } from './valid-values.js'

/** A day that is no edge of any calendar: 2000-01-01, UTC. */
const FIRST_DAY = Date.UTC(2000, 0, 1)
const DAY = 86_400_000
/** Days of which every engine's types know. */
const DAYS = 10_000
const SECONDS_OF_DAY = 86_400

/** The values that a column accepts, by its enum, type, length and name; none where nothing is known of the type. */
export function validValues(dataSource: DataSource, column: Column): ValidValues | undefined {
  const one = column.enum && column.enum.length > 0 ? ofEnum(column) : ofType(dataSource, column)
  if (!column.isArray || one === undefined) return one
  return { room: one.room + 1, varies: false, make: (k) => (k === 1 ? [] : [one.make(k - 1)]) }
}

function ofEnum({ enum: members = [], type }: Column): ValidValues {
  const list = type === 'set'
  return { room: members.length, varies: false, make: (k) => (list ? [members[k - 1]] : members[k - 1]) }
}

function ofType(dataSource: DataSource, column: Column): ValidValues | undefined {
  const kind = kindOf(dataSource, column)
  return kind && BY_KIND[kind](column, typeOf(dataSource, column), dataSource)
}

type OfKind = (column: Column, type: string, dataSource: DataSource) => ValidValues | undefined

const endless = (make: (k: number) => unknown, room = Number.POSITIVE_INFINITY): ValidValues => ({
  room,
  varies: true,
  make,
})
/** The same in all rows, unless it has to differ. */
const still = (room: number, make: (k: number) => unknown): ValidValues => ({ room, varies: false, make })

const BY_KIND: Readonly<Record<Kind, OfKind>> = {
  text: textValues,
  integer: (_, type) => endless((k) => k, largest(type)),
  decimal: (column, type) => decimals(column, type),
  boolean: () => still(2, (k) => k === 2),
  bits: bits,
  moment: () => endless((k) => new Date(FIRST_DAY + k * DAY), DAYS),
  date: () => endless(day, DAYS),
  year: () => endless((k) => 2_000 + k, 100),
  time: (_, type) => still(SECONDS_OF_DAY, (k) => clock(k, /tz|with time zone/.test(type) ? '+00' : '')),
  interval: () => endless((k) => `${k} seconds`),
  uuid: () => endless(uuid),
  json: () => still(Number.POSITIVE_INFINITY, (k) => (k === 1 ? {} : { n: k })),
  hstore: () => still(Number.POSITIVE_INFINITY, (k) => (k === 1 ? {} : { n: String(k) })),
  jsonpath: () => still(Number.POSITIVE_INFINITY, (k) => (k === 1 ? '$' : `$.n${k}`)),
  list: () => still(Number.POSITIVE_INFINITY, (k) => (k === 1 ? [] : [`item ${k}`])),
  bytes: ({ length }) => {
    const most = Math.min(Number(length) || 6, 6)
    return endless((k) => Buffer.from(k.toString(16).padStart(k < 256 ? 2 : most * 2, '0'), 'hex'), 256 ** most - 1)
  },
  inet: () => endless((k) => `10.${(k >> 16) & 255}.${(k >> 8) & 255}.${k & 255}`, 2 ** 24 - 1),
  inet6: () => endless((k) => `fd00::${(k >>> 16).toString(16)}:${(k & 0xffff).toString(16)}`, 2 ** 31),
  macaddr: (_, type) =>
    endless((k) => `02${type === 'macaddr8' ? ':00:00' : ''}:00${pairs(k.toString(16).padStart(8, '0'))}`, 2 ** 31),
  range: (_, type) => endless((k) => range(type, k), DAYS),
  multirange: (_, type) => endless((k) => `{${range(type, k)}}`, DAYS),
  shape: shapes,
  search: () => endless((k) => `word${k}`),
  xml: () => endless((k) => `<n>${k}</n>`),
  tree: () => endless((k) => `n${k}`),
  vector: ({ length }) => {
    const rest = Array.from({ length: Math.max(Number(length) || 1, 1) - 1 }, () => 0)
    return endless((k) => [k, ...rest])
  },
}

/** By the engines' names of the small ones; what is unsigned reaches further still. */
function largest(type: string): number {
  if (/tiny/.test(type)) return 127
  if (/small|int2/.test(type)) return 32_767
  if (/medium/.test(type)) return 8_388_607
  return 2_147_483_647
}

function decimals({ precision, scale }: Column, type: string): ValidValues {
  const bounded = /^(decimal|numeric|dec|fixed)/.test(type) && Number(precision) > 0
  if (!bounded) return endless((k) => k)
  const whole = Number(precision) - Number(scale ?? 0)
  return whole > 0
    ? endless((k) => k, 10 ** whole - 1)
    : endless((k) => k / 10 ** Number(scale), 10 ** Number(scale) - 1)
}

function bits({ length }: Column, type: string, { driver }: DataSource): ValidValues {
  const wide = Math.min(Number(length) || (/var/.test(type) ? 31 : 1), 31)
  const text = /postgres|cockroach/.test(driver.options.type)
  return still(2 ** wide, (k) => (text ? (k - 1).toString(2).padStart(wide, '0') : k - 1))
}

function range(type: string, k: number): string {
  return /int|num/.test(type) ? `[${k},${k + 1})` : `[${day(k)},${day(k + 1)})`
}

function shapes({ spatialFeatureType }: Column, type: string, { driver }: DataSource): ValidValues | undefined {
  if (!/postgres|cockroach/.test(driver.options.type)) {
    const wellKnown = WELL_KNOWN[type]
    return wellKnown && endless(wellKnown)
  }
  if (type !== 'geometry' && type !== 'geography') return GEOMETRIC[type] && endless(GEOMETRIC[type])
  if (!/^(point|geometry)?$/i.test(spatialFeatureType ?? '')) return undefined
  return endless((k) => ({ type: 'Point', coordinates: [k % 180, Math.floor(k / 180)] }), 16_000)
}

/** PostgreSQL's own. */
const GEOMETRIC: Readonly<Record<string, (k: number) => string>> = {
  point: (k) => `(${k},0)`,
  line: (k) => `{1,-1,${k}}`,
  lseg: (k) => `[(0,0),(1,${k})]`,
  box: (k) => `(${k},${k}),(0,0)`,
  path: (k) => `[(0,0),(1,${k})]`,
  polygon: (k) => `((0,0),(0,${k}),(${k},${k}))`,
  circle: (k) => `<(0,0),${k}>`,
}

/** As texts of the kind that MySQL reads. */
const WELL_KNOWN: Readonly<Record<string, (k: number) => string>> = {
  geometry: (k) => `POINT(${k} 0)`,
  point: (k) => `POINT(${k} 0)`,
  linestring: (k) => `LINESTRING(0 0,1 ${k})`,
  polygon: (k) => `POLYGON((0 0,0 ${k},${k} ${k},0 0))`,
  multipoint: (k) => `MULTIPOINT(0 0,1 ${k})`,
  multilinestring: (k) => `MULTILINESTRING((0 0,1 ${k}))`,
  multipolygon: (k) => `MULTIPOLYGON(((0 0,0 ${k},${k} ${k},0 0)))`,
  geometrycollection: (k) => `GEOMETRYCOLLECTION(POINT(${k} 0))`,
  geomcollection: (k) => `GEOMETRYCOLLECTION(POINT(${k} 0))`,
}

function day(k: number): string {
  return new Date(FIRST_DAY + k * DAY).toISOString().slice(0, 10)
}

/** From noon on. */
function clock(k: number, zone: string): string {
  const at = new Date((SECONDS_OF_DAY / 2 + k - 1) * 1_000)
  return `${at.toISOString().slice(11, 19)}${zone}`
}

/** `:0a:0b` of `0a0b`. */
function pairs(hex: string): string {
  return hex.replace(/../g, (pair) => `:${pair}`)
}
