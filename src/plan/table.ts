import type { Table, TableRow } from 'mdast'
import { addSentence } from './draft.js'
import { addGate } from './gate.js'
import { plainText } from './markdown.js'
import { type Place, type Reading, sourceIn } from './reading.js'
import { normalPath, readId, readSentence } from './sentence.js'

type Role = 'id' | 'method' | 'path' | 'request' | 'status' | 'title' | 'severity'

const verb = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/
const names: readonly (readonly [RegExp, Role])[] = [
  [/^(?:#|no\.?|nr\.?|id|.* id|番号|编号)$/i, 'id'],
  [/severity|priority|優先|优先/i, 'severity'],
  [/expected.*(?:status|code)|^(?:http )?status(?: code)?$|ステータス|状态码/i, 'status'],
  [/scenario|test(?:fall|art)?|case|description|title|name|ケース|項目|用例|描述|beschreibung/i, 'title'],
]
const contents: readonly (readonly [(text: string) => boolean, Role])[] = [
  [(text) => verb.test(text), 'method'],
  [(text) => /^\/[\w{}:<>/.~-]*(?:\?\S*)?$/.test(text), 'path'],
  [(text) => readSentence(text).operations.length > 0, 'request'],
  [(text) => /^[1-5]\d\d(?:\D|$)/.test(text) || readSentence(text).statuses.length > 0, 'status'],
  [(text) => readId(`${text} x`).id !== undefined, 'id'],
  [(text) => /^(?:critical|high|medium|low)$/i.test(text), 'severity'],
]

/** A column is what most of its cells are, in whatever language its head is written; else what its head says. */
function rolesOf(head: readonly string[], rows: readonly (readonly string[])[]): (Role | undefined)[] {
  const taken = new Set<Role>()
  const take = (role: Role | undefined): Role | undefined => {
    if (role === undefined || taken.has(role)) return undefined
    taken.add(role)
    return role
  }
  const byContent = head.map((_, column) => {
    const cells = rows.map((row) => row[column] ?? '').filter((text) => text !== '')
    const fits = contents.find(([is]) => cells.length > 0 && cells.filter(is).length * 2 > cells.length)
    return take(fits?.[1])
  })
  return byContent.map((role, column) => role ?? take(names.find(([pattern]) => pattern.test(head[column] ?? ''))?.[1]))
}

function cellsOf(row: TableRow): string[] {
  return row.children.map(plainText)
}

/** `Metric | Target` tables hold gates. */
export function isGateTable(table: Table): boolean {
  const head = cellsOf(table.children[0] ?? { type: 'tableRow', children: [] }).map((text) => text.toLowerCase())
  return head.some((text) => /^metric/.test(text)) && head.some((text) => /^(?:target|threshold|goal)/.test(text))
}

/** Adds the gates of such a table to the reading; a row without a metric is left out. */
export function readGateTable(reading: Reading, table: Table, place: Place): void {
  const [head, ...rows] = table.children
  const titles = cellsOf(head ?? { type: 'tableRow', children: [] })
  const metric = titles.findIndex((text) => /^metric/i.test(text))
  const target = titles.findIndex((text) => /^(?:target|threshold|goal)/i.test(text))
  for (const row of rows) {
    const cells = cellsOf(row)
    const source = { ...sourceIn(reading, row), text: `${cells[metric] ?? ''}: ${cells[target] ?? ''}` }
    if ((cells[metric] ?? '') !== '') addGate(reading, cells[metric] ?? '', cells[target] ?? '', source, place.subject)
  }
}

/** A row per scenario; in a place that is not about tests only tables with case ids or requests count. */
export function readTable(reading: Reading, table: Table, place: Place): void {
  const [head, ...body] = table.children
  const rows = body.map(cellsOf)
  const roles = rolesOf(cellsOf(head ?? { type: 'tableRow', children: [] }), rows)
  const concrete =
    roles.some((role) => role === 'id' || role === 'request') || (roles.includes('method') && roles.includes('path'))
  if (!concrete && !place.testing) return
  for (const [index, row] of body.entries()) {
    const cells = rows[index] ?? []
    const of = (role: Role) => cells[roles.indexOf(role)] ?? ''
    const request =
      of('request') || (of('method') === '' || of('path') === '' ? '' : `${of('method')} ${normalPath(of('path'))}`)
    const status = of('status').replace(/^([1-5]\d\d)/, 'status $1')
    const unnamed = cells.filter((_, column) => roles[column] === undefined)
    const title = of('title') || unnamed.find((text) => /\p{L}{2}/u.test(text)) || [request, status].join(' ').trim()
    const id = readId(`${of('id')} x`).id
    const rest = unnamed.filter((text) => text !== '' && text !== title)
    addSentence(reading, title || cells.join(' ').trim(), { ...sourceIn(reading, row), text: plainText(row) }, place, {
      ...(id === undefined ? {} : { id }),
      details: [request, status, of('severity') === '' ? '' : `severity: ${of('severity')}`, ...rest].filter(
        (text) => text !== '',
      ),
    })
  }
}
