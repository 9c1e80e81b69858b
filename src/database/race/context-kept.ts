/** How deep objects of the context are looked into. */
const DEPTH = 5

type Kept = Map<object, PropertyDescriptorMap>

/**
 * Remembers the fields of the rows and plain values in a context; what it hands back gives them those again. Tasks that
 * change an entity they were given would otherwise begin the next schedule from what they made of it.
 */
export function keepContext(context: unknown): () => void {
  const all: Kept = new Map()
  for (const value of Object.values((context ?? {}) as object)) {
    const kept: Kept = new Map()
    if (isData(value, kept, 0)) for (const [object, fields] of kept) all.set(object, fields)
  }
  return () => {
    for (const [object, fields] of all) {
      if (Object.isFrozen(object)) continue
      for (const key of Reflect.ownKeys(object)) if (!Object.hasOwn(fields, key)) Reflect.deleteProperty(object, key)
      Object.defineProperties(object, fields)
    }
  }
}

/** Whether it is data all through; what has functions in it, or goes too deep, has a life of its own. */
function isData(value: unknown, kept: Kept, depth: number): boolean {
  if (typeof value === 'function') return false
  if (typeof value !== 'object' || value === null || kept.has(value)) return true
  if (value instanceof Date || value instanceof Promise || ArrayBuffer.isView(value)) return true
  if (depth > DEPTH || value instanceof Map || value instanceof Set) return false
  const fields = Object.getOwnPropertyDescriptors(value) as PropertyDescriptorMap
  kept.set(value, fields)
  return Object.values(fields).every((field) => !field.get && isData(field.value, kept, depth + 1))
}
