import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compiledFiles } from './compiled-files.js'
import { configText } from './config-text.js'
import { type Findings, findings } from './findings.js'
import { firstText } from './first-text.js'
import { hooksPath, mocharcText } from './mocharc-text.js'
import { nextSteps } from './next-steps.js'
import { type WhatIsThere, whatIsThere } from './what-is-there.js'
import { worldText } from './world-text.js'

/** A file that is kept as it is, or one that is to be written. */
export interface InitFile {
  /** Relative to the project. */
  readonly file: string
  /** Its text; none where it is kept. */
  readonly text?: string
  /** What to know about it. */
  readonly remark?: string
}

/** How a project can be set up. */
export interface InitPlan {
  readonly found: Findings
  readonly files: readonly InitFile[]
  readonly notes: readonly string[]
  /** What is left to do, as commands and lines to add. */
  readonly next: readonly string[]
}

/**
 * Looks at a project and says what it lacks of mocha's options, a configuration, a world and a first suite. What is there is kept, and
 * nothing of the project is executed but its own configuration of this tool.
 *
 * @throws Error when package.json or the configuration can't be read, or a file stands where a folder is needed.
 */
export async function planInit(cwd: string): Promise<InitPlan> {
  const found = findings(cwd)
  const there = await whatIsThere(cwd, found.manifest)
  const missing = missingFiles(found, there)
  for (const { file } of missing) mustHaveRoom(cwd, dirname(file))
  return {
    found,
    files: [...kept(cwd, there), ...missing],
    notes: [...found.notes, ...there.notes, ...buildNotes(cwd, missing)],
    next: nextSteps(found),
  }
}

/** Writes what is missing; never over a file that is there, nor through a link. */
export function writeInit({ found: { cwd }, files }: InitPlan): void {
  for (const { file, text } of files) {
    if (text === undefined) continue
    mkdirSync(dirname(join(cwd, file)), { recursive: true })
    writeFileSync(join(cwd, file), text, { flag: 'wx' })
  }
}

function mustHaveRoom(cwd: string, folder: string): void {
  if (folder === '.') return
  mustHaveRoom(cwd, dirname(folder))
  if (statSync(join(cwd, folder), { throwIfNoEntry: false })?.isDirectory() === false)
    throw new Error(`${folder} is a file, and suites go into a folder; name another one as "suites" in qa-integ.config`)
}

function missingFiles(found: Findings, there: WhatIsThere): InitFile[] {
  const { cwd, style, loader } = found
  const { suites } = there
  const planned: InitFile[] = []
  if (there.mocharc === undefined) planned.push({ file: '.mocharc.json', text: mocharcText(cwd, suites, loader) })
  if (there.config === undefined) {
    const extensions = [style.extension, 'mjs', 'json']
    const compiled = compiledFiles(
      cwd,
      extensions.map((one) => `qa-integ.config.${one}`),
    )
    // A file more at the top of what tsc compiles would move all that it writes.
    const extension = extensions.find((one) => !compiled.includes(`qa-integ.config.${one}`)) ?? 'json'
    const remark =
      extension === style.extension
        ? undefined
        : 'not in TypeScript, as the build would take it up and put its own files elsewhere'
    const file = `qa-integ.config.${extension}`
    planned.push({ file, text: configText(found, suites, extension), ...(remark ? { remark } : {}) })
  }
  const world = `${suites}/world.${style.extension}`
  if (there.world === undefined) planned.push({ file: world, text: worldText(found, suites) })
  // A world that somebody else wrote may lack what a first suite of ours needs.
  if (there.files.length === 0 && there.world === undefined)
    planned.push({
      file: `${suites}/first.integ.${style.extension}`,
      text: firstText(found, world.slice(suites.length + 1)),
    })
  return planned
}

function kept(cwd: string, { mocharc, config, world, files }: WhatIsThere): InitFile[] {
  return [mocharc, config, world, ...files]
    .filter((file) => file !== undefined)
    .map((file) => {
      const remark = file === mocharc ? mocharcRemark(cwd, file) : undefined
      return { file, ...(remark === undefined ? {} : { remark }) }
    })
}

/** `qa-integ run` brings its hooks along; mocha's own command needs to be told. */
function mocharcRemark(cwd: string, file: string): string | undefined {
  if (/qa-integ/.test(file === 'package.json' ? mochaPart(cwd) : readFileSync(join(cwd, file), 'utf8')))
    return undefined
  return `for mocha without \`qa-integ run\`, add to its "require": "${hooksPath(cwd)}"`
}

function mochaPart(cwd: string): string {
  return JSON.stringify((JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as { mocha?: unknown }).mocha)
}

function buildNotes(cwd: string, planned: readonly InitFile[]): string[] {
  const taken = compiledFiles(
    cwd,
    planned.map(({ file }) => file),
  )
  if (taken.length === 0) return []
  return [`the project's build compiles ${taken.join(' and ')}, too: exclude their folder in its tsconfig`]
}
