import type { Statement } from '../statements/statements.js'
import type { Task } from './task.js'

/**
 * Whose turn it is until every task has sent its first statement that has these words; one that has done so waits for the
 * others. From there on each goes to its end, in the order of the letters.
 */
export function meetingAt(barrier: string, tasks: readonly Task[]) {
  const there = (task: Task) => task.sent.some((statement) => fits(statement, barrier) && !waits(task, statement))
  return Object.freeze({
    choose(choices: string): string {
      const missing = [...choices].sort().find((letter) => !there(taskOf(tasks, letter)))
      return missing ?? choices[0]!
    },
    /** Refuses tasks that ended without having been there. */
    end(): void {
      const away = tasks.find((task) => !there(task))
      if (away)
        throw new Error(
          `task ${away.letter} sent no statement with ${JSON.stringify(barrier)}, so it never came to the barrier; it sent ${
            away.sent.map(({ sql }) => JSON.stringify(sql.length > 60 ? `${sql.slice(0, 59)}…` : sql)).join(', ') ||
            'nothing'
          }`,
        )
    },
  })
}

const waits = (task: Task, statement: Statement): boolean => task.waiting.some((one) => one.statement === statement)
const taskOf = (tasks: readonly Task[], letter: string): Task => tasks.find((task) => task.letter === letter)!

/** Whether the words stand in the statement, in this order. */
function fits({ sql }: Statement, barrier: string): boolean {
  const words = barrier
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/[^\w]/g, '\\$&'))
  return new RegExp(`(?<!\\w)${words.join('(?!\\w)[\\s\\S]*?(?<!\\w)')}(?!\\w)`, 'i').test(sql)
}
