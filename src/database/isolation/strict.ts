import { maskValue } from '../../wire/mask-value.js'
import type { Contents, Engine } from '../engine.js'

/** What compares the whole database with its baseline after every scenario. */
export interface Strict {
  /** The state now is the baseline; hands back what makes the earlier one it again. */
  mark(): Promise<() => void>
  /** The state now takes the baseline's place. */
  adopt(): Promise<void>
  /** @throws Error that shows what is not as it was. */
  check(): Promise<void>
}

const NOTHING: Strict = Object.freeze({ mark: async () => () => {}, async adopt() {}, async check() {} })
/** How many rows of a table a text shows. */
const MOST = 5

/** Reads everything before and after, where its author wants that. */
export async function strictly(engine: Engine, wanted: boolean): Promise<Strict> {
  if (!wanted) return NOTHING
  if (engine.contents === undefined)
    throw new Error(
      `strict: true compares all that a database holds, which can not be read on ${engine.description}; leave it away`,
    )
  const read = () => engine.contents!()
  const baselines: Contents[] = [await read()]
  return Object.freeze({
    async mark() {
      const baseline = await read()
      baselines.push(baseline)
      return () => void baselines.splice(baselines.indexOf(baseline), 1)
    },
    async adopt() {
      baselines[baselines.length - 1] = await read()
    },
    async check() {
      const wrong = differences(baselines.at(-1)!, await read())
      if (wrong.length > 0)
        throw new Error(
          [
            'strict: the database is not as its baseline after it was put back. Something still wrote to it then, or its reset has a defect that is worth a report:',
            ...wrong,
          ].join('\n'),
        )
    },
  })
}

function differences(before: Contents, after: Contents): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const then = before.get(name) ?? []
    const now = after.get(name) ?? []
    const lines = [...without(then, now).map((row) => `-${row}`), ...without(now, then).map((row) => `+${row}`)]
    if (lines.length === 0) return []
    const rest = lines.length - MOST
    return [
      `  ${name}:`,
      ...lines.slice(0, MOST).map((line) => `    ${line[0]} ${shown(line.slice(1))}`),
      ...(rest > 0 ? [`    … and ${rest} more`] : []),
    ]
  })
}

/** The rows that the others do not have, as often as they lack. */
function without(rows: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1)
  return rows.filter((row) => {
    const left = counts.get(row) ?? 0
    counts.set(row, left - 1)
    return left <= 0
  })
}

function shown(row: string): string {
  const cells = maskValue(JSON.parse(row)) as Record<string, unknown>
  return Object.entries(cells)
    .map(([column, cell]) => `${column}=${typeof cell === 'string' ? cell : JSON.stringify(cell)}`)
    .join(' ')
}
