import { spawnSync } from 'node:child_process'
import { expect } from 'chai'

/** How a program ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program as from a fresh shell; what npm says about the settings of this machine is left out. */
export function run(cwd: string, command: string, ...args: readonly string[]): Ended {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/i.test(name)))
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...env, NO_COLOR: '1', FORCE_COLOR: '0' },
  })
  return { code: status, stdout, stderr: stderr.replace(/^npm warn Unknown \w+ config .*\n/gm, '') }
}

/** The same, which must have succeeded. */
export function succeeded({ code, stdout, stderr }: Ended): Ended {
  expect(code, stdout + stderr).to.equal(0)
  return { code, stdout, stderr }
}
