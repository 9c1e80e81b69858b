import type { Results } from './results.js'
import { percent } from './words.js'

/** "staging (Node 20.20.2, Linux x64; typeorm 0.3.31)". */
export function environmentLine({ environment: { name, node, os, versions } }: Results): string {
  const others = Object.entries(versions).map(([part, version]) => `${part} ${version}`)
  return `${name} (${[`Node ${node}`, os, ...others].join(', ')})`
}

/** "GitHub Actions 12, commit abc, branch main". */
export function buildLine({ name, build, commit, branch }: NonNullable<Results['environment']['ci']>): string {
  const parts = [build && `build ${build}`, commit && `commit ${commit}`, branch && `branch ${branch}`]
  return [name, ...parts.filter((part) => part !== null)].join(', ')
}

/** "plan.md: 31 planned, 28 automated (90.3%), 2 to do, 1 refused". */
export function planLine({
  file,
  planned,
  automated,
  coverage,
  todo,
  refused,
  missing,
}: NonNullable<Results['plan']>): string {
  const without = missing.length > 0 ? `, ${missing.length} without a result` : ''
  const share = coverage === null ? '' : ` (${percent(coverage)})`
  return `${file}: ${planned} planned, ${automated} automated${share}, ${todo} to do, ${refused} refused${without}`
}
