import { describeValue } from './failure.js'

/** Counts what chai asserts in this process; a host that knows chai provides it. */
export interface AssertionCount {
  made(): number
  /** Whether the assertion object is of the chai that is counted; a project may hold a second copy. */
  counts(assertion: object): boolean
}

/** Refuses what a check hands back when it shows that nothing was asserted; `before` is the count at its start. */
export function refuseVacuous(outcome: unknown, count?: AssertionCount, before = 0): void {
  if (outcome === undefined || outcome === null) return
  if (typeof outcome === 'boolean')
    throw new Error(
      `the check returned ${outcome}, which asserts nothing; write expect(...).to.equal(...) or throw an error instead`,
    )
  if (typeof outcome === 'function')
    throw new Error(
      `the check returned ${describeValue(outcome)} and never called it, so it asserts nothing; call it, as in expect(x).to.throw()`,
    )
  if (typeof outcome !== 'object')
    throw new Error(
      `the check returned ${describeValue(outcome)}, which asserts nothing; write expect(...) about it instead`,
    )
  if (isStep(outcome))
    throw new Error(
      'the check returned a step value, which nobody runs; tell it directly, as in .expect(status(201)), or run it with tools.run(...)',
    )
  if (isBare(outcome, count, before))
    throw new Error(
      'the check ends in a bare expect(x), which asserts nothing; go on with .to.equal(...) or another assertion',
    )
}

function isStep(outcome: object): boolean {
  return 'title' in outcome && ('setUp' in outcome || 'act' in outcome || 'check' in outcome)
}

/** A chai assertion object that was made and never asserted. */
function isBare(outcome: object, count: AssertionCount | undefined, before: number): boolean {
  return '__flags' in outcome && count?.counts(outcome) === true && count.made() === before
}
