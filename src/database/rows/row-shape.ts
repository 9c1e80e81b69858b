import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import { isForm, TYPE } from '../../match/form.js'
import { checkProperties, type Relation } from '../entity.js'
import type { Wanted } from './rows.js'

/** Refuses what a shape names and the entity does not have: a key that is to be absent is no key that every row has. */
export function checkShape(metadata: EntityMetadata, shape: unknown, word: string): void {
  const named = fieldsOf(shape)
  if (named === undefined) return
  checkProperties(metadata, Object.fromEntries(Object.keys(named).map((key) => [key, names(named[key])])), word)
  for (const [relation, value] of relationsIn(metadata, named)) checkShape(relation.inverseEntityMetadata, value, word)
}

/** The rows that have to be read along with one to compare it with a shape. */
export function alongFor(metadata: EntityMetadata, shape: unknown): Wanted {
  return Object.fromEntries(
    relationsIn(metadata, shape).map(([{ propertyPath, inverseEntityMetadata }, value]) => [
      propertyPath,
      alongFor(inverseEntityMetadata, value),
    ]),
  )
}

/** The relations that a shape names, those of embedded objects too, with what it says of them. */
function relationsIn(metadata: EntityMetadata, shape: unknown, path = ''): (readonly [Relation, unknown])[] {
  return Object.entries(fieldsOf(shape) ?? {}).flatMap(([key, value]): (readonly [Relation, unknown])[] => {
    const relation = metadata.findRelationWithPropertyPath(path + key)
    if (relation) return [[relation, value]]
    return metadata.findEmbeddedWithPropertyPath(path + key) ? relationsIn(metadata, value, `${path}${key}.`) : []
  })
}

/** A row as it is compared: what is loaded of lazy relations, and bytes as a text. */
export function comparable(metadata: EntityMetadata, row: ObjectLiteral): ObjectLiteral {
  const copy = Object.create(Object.getPrototypeOf(row), Object.getOwnPropertyDescriptors(row)) as ObjectLiteral
  const put = (key: string, value: unknown): void => {
    Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true })
  }
  for (const [key, value] of Object.entries(row)) if (isBytes(value) || isPlain(value)) put(key, inWords(value))
  for (const { propertyName, isLazy } of metadata.relations)
    if (isLazy && `__${propertyName}__` in row) put(propertyName, row[`__${propertyName}__`])
  return copy
}

/** Bytes as the text that stands for them, wherever they are; the rest as it is. */
export function inWords(value: unknown): unknown {
  if (isBytes(value)) return `x'${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}'`
  if (!isPlain(value) || Object.hasOwn(value, TYPE)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inWords(one)]))
}

/** The fields that a shape names, be it in a matcher; nothing where it names none. */
function fieldsOf(shape: unknown): ObjectLiteral | undefined {
  if (typeof shape !== 'object' || shape === null || Array.isArray(shape)) return undefined
  if (!isForm(shape)) return shape
  return shape[TYPE] === 'type' || shape[TYPE] === 'equality' ? fieldsOf(shape.value) : undefined
}

/** The names alone, of the objects within, too. */
function names(shape: unknown): object | null {
  const fields = isBytes(shape) || shape instanceof Date ? undefined : fieldsOf(shape)
  return fields === undefined
    ? null
    : Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, names(value)]))
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
