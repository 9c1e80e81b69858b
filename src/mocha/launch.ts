import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RESULTS } from './journal.js'
import type { MochaOptions } from './rc.js'

/** A run of mocha on chosen files. */
export interface Launch {
  readonly cwd: string
  readonly files: readonly string[]
  /** Options for node, such as a loader's. */
  readonly nodeOptions: readonly string[]
  /** The project's own mocha options, and over them what was told. */
  readonly options: MochaOptions
  /** The results folder; none for a dry run. */
  readonly results: string | undefined
  /** The folder for the merged configuration. */
  readonly scratch: string
  readonly env?: Readonly<Record<string, string>>
  readonly started?: (child: ChildProcess) => void
}

/** How mocha ended; `errors` is what it wrote to standard error, which has been shown already but for `fatal`. */
export interface Landing {
  readonly code: number
  readonly errors: string
  /** Why it could not run at all. */
  readonly fatal: string
}

/** What mocha writes when it gives up. */
const FATAL = 'Exception during run:'

const own = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Runs the project's mocha, with its own options where the run does not choose, and with our hooks and reporter. */
export async function launchMocha(launch: Launch): Promise<Landing> {
  const { cwd, files, nodeOptions, options, results, scratch } = launch
  const require = createRequire(join(cwd, 'package.json'))
  const {
    spec: _spec,
    'node-option': rcNode,
    reporter: _reporter,
    require: rcRequire,
    config: _config,
    ...kept
  } = options
  mkdirSync(scratch, { recursive: true })
  const config = join(scratch, 'mocharc.json')
  // Ours is loaded first, whichever package asks for it.
  const asked = list(rcRequire).filter((name) => !/^qa-integ(\/|$)/.test(name))
  writeFileSync(
    config,
    JSON.stringify({
      ...kept,
      require: [own('./index.js'), ...asked],
      reporter: own('./reporter.js'),
      spec: files,
    }),
  )
  const loaders = nodeOptions.length > 0 ? [] : list(rcNode).map((option) => `--${option}`)
  const child = spawn(
    process.execPath,
    [...nodeOptions, ...loaders, mochaOf(require), '--config', config, '--no-package'],
    {
      cwd,
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      env: { ...process.env, ...launch.env, QA_INTEG_COMMAND: 'run', ...(results ? { [RESULTS]: results } : {}) },
    },
  )
  launch.started?.(child)
  let errors = ''
  let fatal = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-64_000)
    const from = fatal === '' ? text.indexOf(FATAL) : 0
    process.stderr.write(from < 0 ? text : text.slice(0, from))
    if (from >= 0) fatal += text.slice(from)
  })
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
  return { code, errors, fatal }
}

function list(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String)
}

function mochaOf(require: NodeJS.Require): string {
  try {
    return join(dirname(require.resolve('mocha/package.json')), 'bin/mocha.js')
  } catch {
    throw new Error('mocha is not installed here; run `npm i -D mocha chai`')
  }
}
