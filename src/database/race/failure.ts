import type { Live } from '../live.js'
import { type ContentionKind, isContention, type Violation } from '../violation.js'
import type { Task } from './task.js'

/** How a task failed in a schedule. */
export interface TaskFailure {
  readonly letter: string
  readonly reason: unknown
  /** Set where others were in its way. */
  readonly kind: ContentionKind | undefined
}

/** The tasks that failed, each with why. */
export async function failuresOf(tasks: readonly Task[], { dialect, engine }: Live): Promise<TaskFailure[]> {
  const all: TaskFailure[] = []
  for (const { letter, result, sent } of tasks) {
    if (result?.status !== 'rejected') continue
    const { reason } = result
    const broken: Violation[] = []
    for (const statement of sent) {
      const violation = statement.error === undefined ? undefined : await dialect.violation(engine, statement)
      if (violation) broken.push(violation)
    }
    const named = broken.find(({ statement }) => causes(reason).includes(statement.error))
    const last = isProgrammers(reason) ? undefined : broken.at(-1)
    const { kind } = named ?? last ?? {}
    all.push({ letter, reason, kind: kind !== undefined && isContention(kind) ? kind : undefined })
  }
  return all
}

/** The error, and what it says that it was caused by. */
function causes(error: unknown): unknown[] {
  const all: unknown[] = []
  for (let one = error; one !== undefined && one !== null && !all.includes(one); one = (one as Error).cause)
    all.push(one)
  return all
}

/** A mistake in code is never what a database has said. */
function isProgrammers(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError
}
