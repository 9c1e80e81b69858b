/** The path of a field, as JSONPath writes it: `$.name`, `$['first name']`. */
export function field(path: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}['${key.replace(/[\\']/g, '\\$&')}']`
}

/** The path of an element: `$.items[0]`. */
export function element(path: string, index: number): string {
  return `${path}[${index}]`
}
