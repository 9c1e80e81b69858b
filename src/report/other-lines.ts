import { oneLine } from './plain-text.js'
import type { WorkerLine } from './result-lines.js'
import type { Results } from './results.js'

/** What scenarios left running. */
export function lateWork(lines: readonly WorkerLine[]): Results['late'] {
  return lines.flatMap(({ line }) =>
    line.kind === 'late' ? [{ scenario: oneLine(line.scenario), what: oneLine(line.what) }] : [],
  )
}

/** How often each handle was started and stopped, and for how long in all. */
export function handlesOf(lines: readonly WorkerLine[]): Results['handles'] {
  const handles = new Map<string, { name: string; started: number; stopped: number; ms: number }>()
  for (const { line } of lines) {
    if (line.kind !== 'handle') continue
    const name = oneLine(line.name)
    const known = handles.get(name) ?? { name, started: 0, stopped: 0, ms: 0 }
    known[line.event] += 1
    known.ms += line.ms
    handles.set(name, known)
  }
  return [...handles.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
