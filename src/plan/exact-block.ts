import type { Code } from 'mdast'
import { isMap, isNode, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { Json, JsonObject, Position } from './model.js'
import { type Reading, say } from './reading.js'
import { type SchemaProblem, schemaProblems } from './schema-problem.js'

type Path = readonly (string | number)[]

/** A `yaml qa-integ` block that could be parsed. */
export interface ExactBlock {
  readonly value: JsonObject
  /** Where a value stands in the issue file; with `key`, where its key does. */
  at(path: Path, key?: string): Position
  /** What is wrong in it, by the index of the scenario that is wrong; all of them when the block is broken. */
  wrongIn(scenario: number): string | undefined
}

/** Whether a fence is ours: its info string is `yaml qa-integ`. */
export function isExactBlock(code: Code): boolean {
  return /^ya?ml$/i.test(code.lang ?? '') && /(?:^|\s)qa-integ(?:\s|$)/.test(code.meta ?? '')
}

/** Maps lines and columns of a fence's value to the file; what the fence's container indents is not part of the value. */
function positionsIn(code: Code, lines: readonly string[]) {
  const first = (code.position?.start.line ?? 1) + 1
  const values = code.value.split(/\r\n|\r|\n/)
  return (line: number, column: number): Position => {
    const own = values[line - 1] ?? ''
    const whole = lines[first + line - 2]
    if (whole === undefined) return code.position?.start ?? { line: 1, column: 1 }
    return { line: first + line - 1, column: column + Math.max(0, whole.length - own.length) }
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function* notJson(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value === 'number' && !Number.isFinite(value)) yield path
  else if (typeof value === 'bigint' || typeof value === 'symbol') yield path
  else if (Array.isArray(value)) for (const [index, entry] of value.entries()) yield* notJson(entry, [...path, index])
  else if (isObject(value)) for (const key of Object.keys(value)) yield* notJson(value[key] as Json, [...path, key])
}

/** Parses and judges a block; every error has its place inside of the fence. */
export function readExactBlock(reading: Reading, code: Code): ExactBlock | undefined {
  const place = positionsIn(code, reading.text.split(/\r\n|\r|\n/))
  const counter = new LineCounter()
  const doc = parseDocument(code.value.replace(/\r\n?/g, '\n'), { lineCounter: counter, prettyErrors: false })
  const positionAt = (offset: number): Position => {
    const { line, col } = counter.linePos(offset)
    return place(line, col)
  }
  const broken: string[] = []
  const complain = (offset: number, message: string) => {
    const at = positionAt(offset)
    broken.push(`line ${at.line}: ${message}`)
    say(reading, 'error', 'yaml', at, message)
  }
  for (const error of doc.errors) complain(error.pos[0], error.message.split('\n')[0] ?? error.message)
  visit(doc, {
    Alias: (_, node) => complain(node.range?.[0] ?? 0, 'aliases are not read: write the value out'),
  })
  if (broken.length > 0 && doc.contents === null) return undefined
  const value: unknown = broken.length > 0 ? salvage(doc.contents) : doc.toJS()

  const at = (path: Path, key?: string): Position => {
    const node = path.length === 0 ? doc.contents : doc.getIn(path, true)
    if (key !== undefined && isMap(node)) {
      const found = node.items.find((pair) => String(isNode(pair.key) ? pair.key : (pair.key as string)) === key)
      if (found !== undefined && isNode(found.key)) return positionAt((found.key as Node).range?.[0] ?? 0)
    }
    return positionAt((isNode(node) ? node.range?.[0] : undefined) ?? 0)
  }
  const problems: SchemaProblem[] =
    broken.length > 0
      ? []
      : [
          ...schemaProblems(value),
          ...[...notJson(value)].map((path) => ({ path, message: 'a number that JSON does not know' })),
        ]
  const wrong = new Map<number, string>()
  for (const { path, key, message } of problems) {
    const position = at(path, key)
    say(reading, 'error', 'schema', position, message)
    const index = path[0] === 'scenarios' ? path[1] : undefined
    if (typeof index === 'number' && !wrong.has(index)) wrong.set(index, `line ${position.line}: ${message}`)
  }
  if (!isObject(value)) return undefined
  return { value, at, wrongIn: (scenario) => broken[0] ?? wrong.get(scenario) }
}

/** The scenarios' names of a block with syntax errors, so that they are refused and not lost. */
function salvage(contents: unknown): JsonObject {
  const list = isMap(contents) ? contents.get('scenarios') : undefined
  const items = typeof list === 'object' && list !== null && 'items' in list ? (list.items as unknown[]) : []
  const word = (item: unknown, key: string): JsonObject => {
    const value = isMap(item) ? item.get(key) : undefined
    return typeof value === 'string' ? { [key]: value } : {}
  }
  return {
    scenarios: items.map((item) => ({ ...word(item, 'id'), ...word(item, 'title'), ...word(item, 'category') })),
  }
}
