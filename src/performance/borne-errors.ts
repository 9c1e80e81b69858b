import type { Tools } from '../scenario/step.js'

/** For one scenario at a time: an expectation is armed before the when whose samples it judges, with the same tools. */
const KEY = Symbol.for('qa-integ.borne-errors')
const home = globalThis as { [KEY]?: WeakSet<Tools> }
home[KEY] ??= new WeakSet()
const borne: WeakSet<Tools> = home[KEY]

/** An error rate is expected of the next when. */
export function bearErrors(tools: Tools): void {
  borne.add(tools)
}

/** Whether it is, of the when that runs now; of a later one it would have to be told again. */
export function borneErrors(tools: Tools): boolean {
  return borne.delete(tools)
}
