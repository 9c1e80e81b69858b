import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { ResultLine, ScenarioRecord } from '../../src/scenario/record.js'
import { mustBeBuilt } from './built.js'

const ROOT = resolve(import.meta.dirname, '../..')

/** How a run of suites in a project of their own ended. */
export interface SuiteRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly lines: readonly ResultLine[]
  readonly scenarios: readonly ScenarioRecord[]
}

export interface SuiteRunOptions {
  /** Arguments for mocha besides the files. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Merged into package.json. */
  readonly manifest?: object
  /** Another loader than tsx; a project without TypeScript is run without one. */
  readonly nodeOptions?: readonly string[]
  /** Without, mocha loads no hooks of ours. */
  readonly hooks?: boolean
  /** Called with the running process. */
  readonly during?: (child: ReturnType<typeof spawn>) => void
}

/** A project in a temporary directory, with the built package and this repository's dependencies. */
export function project(files: Readonly<Record<string, string>>, manifest: object = { type: 'module' }): string {
  mustBeBuilt()
  const directory = mkdtempSync(join(tmpdir(), 'qa-integ-test-'))
  mkdirSync(join(directory, 'node_modules'))
  for (const entry of readdirSync(join(ROOT, 'node_modules')))
    if (!entry.startsWith('.') && entry !== 'qa-integ')
      symlinkSync(join(ROOT, 'node_modules', entry), join(directory, 'node_modules', entry))
  symlinkSync(ROOT, join(directory, 'node_modules/qa-integ'))
  const all = { 'package.json': JSON.stringify({ name: 'project', ...manifest }), ...files }
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  return directory
}

/** Runs suites with the built package under mocha, in a project of their own. */
export async function runSuite(
  files: Readonly<Record<string, string>>,
  options: SuiteRunOptions = {},
): Promise<SuiteRun> {
  const directory = project(files, options.manifest)
  const plain = !Object.keys(files).some((name) => name.endsWith('ts'))
  try {
    return await runMocha(directory, plain ? { nodeOptions: [], ...options } : options)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Runs mocha in a directory; spec files are those that end in `.integ.*`. */
export async function runMocha(directory: string, options: SuiteRunOptions = {}): Promise<SuiteRun> {
  const results = join(directory, '.results')
  const child = spawn(
    process.execPath,
    [
      ...(options.nodeOptions ?? ['--import=tsx']),
      join(ROOT, 'node_modules/mocha/bin/mocha.js'),
      ...(options.hooks === false ? [] : ['--require', './node_modules/qa-integ/dist/src/mocha/index.js']),
      '--spec',
      '**/*.integ.{ts,js,mjs,cjs,mts,cts}',
      '--ignore',
      'node_modules/**',
      ...(options.args ?? []),
    ],
    {
      cwd: directory,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', QA_INTEG_RESULTS: results, ...options.env },
    },
  )
  options.during?.(child)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const code = child.exitCode ?? (await new Promise<number | null>((done) => child.once('close', done)))
  const lines = read(results)
  return { code, stdout, stderr, lines, scenarios: lines.filter((line) => line.kind === 'scenario') }
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = ''
  for await (const chunk of stream.setEncoding('utf8')) all += chunk
  return all
}

function read(folder: string): ResultLine[] {
  try {
    return readdirSync(folder).flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as ResultLine),
    )
  } catch {
    return []
  }
}
