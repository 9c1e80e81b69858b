import type { Live } from '../live.js'
import { describeStatement, verbOf, writes } from '../statements/statements.js'
import type { Ran } from './stage.js'

/** Refuses a race that could not have shown anything. */
export function refuseVacuousRace(live: Live, runs: readonly Ran[], single: boolean): void {
  const letters = [...runs[0]!.results.keys()]
  for (const letter of letters) {
    if (!runs.some(({ steps }) => steps.some((step) => step.letter === letter && step.statement !== undefined)))
      throw new Error(
        `task ${letter} sent no statement that the race could hold back${failing(runs, letter)}. It sees what goes through the data source of the database in this process: ` +
          'not another DataSource, and no request to an application, whose statements belong to no task; call what the request calls',
      )
    const ends = runs.map(({ results }) => results.get(letter)!)
    const kinds = runs.map(({ failures }) => failures.find((one) => one.letter === letter)?.kind)
    if (!single && ends.every(({ status }, i) => status === 'rejected' && kinds[i] === undefined))
      throw new Error(`task ${letter} failed in every schedule${failing(runs, letter)}`, {
        cause: (ends[0] as PromiseRejectedResult).reason,
      })
  }
  const touched = new Map(letters.map((letter) => [letter, touchedBy(live, runs, letter)]))
  for (const letter of letters) {
    const others = letters.filter((other) => other !== letter)
    const own = touched.get(letter)!
    if (own.size === 0 || others.some((other) => touched.get(other)!.size === 0)) continue
    if (!others.some((other) => [...touched.get(other)!].some((table) => own.has(table))))
      throw new Error(
        `the tasks have no table in common (${letters.map((one) => `${one}: ${[...touched.get(one)!].join(', ')}`).join('; ')}), so no order of their statements can matter`,
      )
  }
  const all = runs.flatMap(({ steps }) => steps.flatMap(({ statement }) => statement ?? []))
  if (!all.some(({ sql }) => writes(sql) || LOCKS.test(sql)) && runs.every(({ changes }) => changes.length === 0))
    throw new Error(
      `no task wrote or locked a row, so no order of their statements can matter; they sent ${describeStatement(all[0]!)} and its like`,
    )
  if (!single) refuseApart(runs, letters)
}

const LOCKS = /\bFOR\s+(NO\s+KEY\s+)?(UPDATE|SHARE|KEY\s+SHARE)\b|\bLOCK\b/i

function refuseApart(runs: readonly Ran[], letters: readonly string[]): void {
  const counts = letters.map((letter) =>
    Math.max(...runs.map(({ steps }) => steps.filter((step) => step.letter === letter && step.statement).length)),
  )
  // What is one statement each can't be interrupted, and needs not be.
  if (counts.every((count) => count < 2)) return
  if (runs.some(overlaps)) return
  const outside = runs.flatMap(({ steps }) => steps).find(({ held }) => held === 'elsewhere')
  throw new Error(
    `the tasks never overlapped in any of ${runs.length} schedules: ${
      outside
        ? `task ${outside.letter} waited for something in this process`
        : 'something in this process keeps them apart'
    } until another had ended. A second process would not wait, so the race says nothing of the database; race what the lock in this process guards`,
  )
}

/** Whether a task sent a statement after another had begun and before it had ended. */
function overlaps({ steps }: Ran): boolean {
  return steps.some(({ letter, statement }, i) => {
    if (statement === undefined) return false
    const before = steps.slice(0, i).some((step) => step.letter !== letter && step.statement !== undefined)
    return (
      before &&
      steps.slice(i).some((step) => {
        if (step.letter === letter || step.statement === undefined) return false
        return steps.slice(0, i).some((earlier) => earlier.letter === step.letter && earlier.statement !== undefined)
      })
    )
  })
}

function failing(runs: readonly Ran[], letter: string): string {
  const failed = runs.map(({ results }) => results.get(letter)!).find(({ status }) => status === 'rejected')
  return failed === undefined ? '' : `: ${String((failed as PromiseRejectedResult).reason)}`
}

/** The tables that a task's statements name, with those that foreign keys of them lead to. */
function touchedBy({ engine, dataSource }: Live, runs: readonly Ran[], letter: string): Set<string> {
  const tables = engine.tables().map((table) => ({ table, name: table.replace(/^.*\./, '') }))
  const touched = new Set<string>()
  const sent = new Set(
    runs.flatMap(({ tasks }) =>
      tasks.filter((task) => task.letter === letter).flatMap(({ sent }) => sent.map(({ sql }) => sql)),
    ),
  )
  for (const sql of sent) {
    if (verbOf(sql) === 'SET') continue
    for (const { table, name } of tables)
      if (new RegExp(`(?<!\\w)${name.replace(/\W/g, '\\$&')}(?!\\w)`, 'i').test(sql)) touched.add(table)
  }
  for (const { tableName, foreignKeys } of dataSource.entityMetadatas)
    for (const { referencedEntityMetadata } of foreignKeys)
      if (touched.has(tableName)) touched.add(referencedEntityMetadata.tableName)
  return touched
}
