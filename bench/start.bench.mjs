// How long the command line takes to say what it can do, beside node that does nothing.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { median, root, row, smoke } from './support.mjs'

const RUNS = smoke ? 2 : 15
const time = (args) => {
  const from = performance.now()
  spawnSync(process.execPath, args)
  return performance.now() - from
}
const help = []
const bare = []
for (let i = 0; i < RUNS; i++) {
  bare.push(time(['-e', '0']))
  help.push(time([join(root, 'dist/src/cli/main.js'), '--help']))
}
const ratio = median(help) / median(bare)
row('', 'qa-integ', 'node -e 0', 'ratio')
row(
  'qa-integ --help',
  `${median(help).toFixed(0)} ms`,
  `${median(bare).toFixed(0)} ms`,
  `${ratio.toFixed(2)} (at most 2.5)`,
)
if (!smoke && ratio > 2.5) process.exitCode = 1
