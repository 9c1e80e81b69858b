import { AsyncLocalStorage } from 'node:async_hooks'
import { late, type Running, running, surroundSteps } from '../../scenario/running.js'
import { deepSite } from './sites.js'
import { describeStatement, type Statement, writes } from './statements.js'

/** The scenario whose steps began the work that asks, whichever runs meanwhile. */
const begun = new AsyncLocalStorage<Running>()

/** Before version 24 of Node, to know who began what costs every promise of the process a little. */
const COSTS_NOTHING = Number.parseInt(process.versions.node, 10) >= 24

/** From now on what the steps of a scenario begin is known as theirs: where that costs nothing, or where all is checked. */
export function followWork(strict: boolean): void {
  if (strict || COSTS_NOTHING) surroundSteps((run, steps) => begun.run(run, steps))
}

/** The attempt that was told last of what strayed into it, and from where: a loop that nobody awaited is told once. */
let told: readonly [into: Running, from: Running] | undefined

/** Tells when a statement writes that a scenario began which is over, into the one that runs now and may find its rows. */
export function tellStrayed(statement: Statement): void {
  const from = begun.getStore()
  const into = running()
  if (from === undefined || into === undefined || from.epoch === into.epoch || !writes(statement.sql)) return
  if (told?.[0] === into && told[1] === from) return
  told = [into, from]
  statement.site ??= deepSite()
  const what = describeStatement(statement)
  late(from.title, `${what} wrote while "${into.title}" ran; await everything that a scenario begins`)
  into.evidence(
    'work of an earlier scenario',
    () => `"${from.title}" is over and wrote meanwhile, which may be what was found here: ${what}`,
  )
}
