import { planInit, renderInit, writeInit } from '../../generators/init/index.js'
import { EXIT, reading } from './exit.js'

/** `qa-integ init`: sets a project up. */
export async function init(cwd: string, { dryRun = false }: { dryRun?: boolean }): Promise<number> {
  const plan = await reading(() => planInit(cwd))
  if (!dryRun) writeInit(plan)
  process.stdout.write(renderInit(plan, dryRun))
  return EXIT.ready
}
