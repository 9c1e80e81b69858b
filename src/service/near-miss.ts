import type { Served } from './endpoint.js'

/** Why a call was not answered: what came, and the endpoints that come nearest to it. */
export function describeUnmatched(service: string, method: string, path: string, endpoints: readonly Served[]): string {
  const what = `${service} was called with ${method} ${path}, which none of its endpoints answers`
  const add = `add one: on('${method}', '${path}')`
  if (endpoints.length === 0) return `${what}, for it has none; ${add}`
  const near = endpoints
    .map((one) => ({ one, distance: distanceOf(one, method, path) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ one }) => `  ${one.method} ${one.path}  (${differenceOf(one, method, path)})`)
  return `${what}; ${add}. The nearest are:\n${near.join('\n')}`
}

function differenceOf(one: Served, method: string, path: string): string {
  if (one.pattern.match(path)) return `another method: it was ${method}`
  const slashless = (text: string) => text.replace(/\/$/, '')
  if (one.pattern.match(slashless(path)) || one.pattern.match(`${path}/`)) return 'all but the slash at the end'
  return one.method === method ? 'another path' : 'another method and path'
}

function distanceOf(one: Served, method: string, path: string): number {
  const asked = path.split('/')
  const told = one.path.split('/')
  const parts = Math.max(asked.length, told.length)
  let distance = one.method === method ? 0 : 1
  for (let i = 0; i < parts; i++) {
    const [a = '', b = ''] = [asked[i], told[i]]
    if (!/^[:{]/.test(b)) distance += edits(a, b)
  }
  return one.pattern.match(path) ? 0.5 : distance
}

/** Single-character insertions, deletions and changes, https://en.wikipedia.org/wiki/Levenshtein_distance */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, x] of [...a.slice(0, 100)].entries()) {
    const next = [i + 1]
    for (const [j, y] of [...b].entries())
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (x === y ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
