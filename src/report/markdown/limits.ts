/** How much of a report is told; a report for a file that others share is kept short. */
export interface Limits {
  /** Findings of a severity that are told whole; three times as many more are named. */
  readonly issues: number
  /** Rows of a table and points of a list. */
  readonly rows: number
  /** Lines of an error or an attachment. */
  readonly evidence: number
  /** Sequence diagrams. */
  readonly diagrams: number
  /** Calls in a diagram. */
  readonly calls: number
}

const all = Number.POSITIVE_INFINITY

/** From everything down to the bare figures; findings are the last to go. */
export const limitsToTry: readonly Limits[] = Object.freeze([
  { issues: all, rows: all, evidence: 200, diagrams: 100, calls: 200 },
  { issues: 50, rows: 30, evidence: 40, diagrams: 5, calls: 40 },
  { issues: 20, rows: 15, evidence: 12, diagrams: 2, calls: 20 },
  { issues: 15, rows: 8, evidence: 8, diagrams: 1, calls: 12 },
  { issues: 10, rows: 6, evidence: 4, diagrams: 0, calls: 0 },
  { issues: 6, rows: 4, evidence: 2, diagrams: 0, calls: 0 },
  { issues: 3, rows: 3, evidence: 0, diagrams: 0, calls: 0 },
  { issues: 1, rows: 2, evidence: 0, diagrams: 0, calls: 0 },
  { issues: 0, rows: 0, evidence: 0, diagrams: 0, calls: 0 },
])
