import { dirname, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Place } from './record.js'

/** A captured stack: V8 writes its text on the first read, which most runs never make. */
export interface Site {
  readonly stack?: string
}

/** Enough to find the author's line below areas and packages that make steps for them. */
const FRAMES = 6

/** Remembers who called `below`. */
export function capture(below: (...args: never[]) => unknown, frames = FRAMES): Site {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = frames
  const site: Site = {}
  Error.captureStackTrace(site, below)
  Error.stackTraceLimit = limit
  return site
}

/**
 * Remembers where the word that calls this was told: the frames of both, and the author's. An error costs half of what
 * leaving our own frames out does, and every step of every scenario pays it.
 */
export function toldHere(): Site {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 3
  const site: Site = new Error()
  Error.stackTraceLimit = limit
  return site
}

/** `src/` or `dist/src/`: frames below it are this package's own. */
const OWN = dirname(dirname(fileURLToPath(import.meta.url))) + sep
const FRAME = /^\s+at (?:.*? \()?(?:async )?(?:file:\/\/)?(\/[^)]*?|[A-Za-z]:[^)]*?):(\d+):(\d+)\)?$/

/** The frames of a stack text that are the author's: not this package's, not Node's, not a dependency's. */
export function authorFrames(stack: string | undefined): string[] {
  return (stack ?? '').split('\n').filter((line) => isAuthors(fileOf(line)))
}

/** The frames of a stack text without this package's own and Node's internals. */
export function foreignFrames(stack: string | undefined): string[] {
  return trailingFrames(stack).filter((line) => !line.includes('node:internal') && !isOwn(fileOf(line)))
}

/** The author's place in a captured stack. */
export function placeOf(site: Site | undefined): Place | undefined {
  for (const line of (site?.stack ?? '').split('\n')) {
    if (line.includes(OWN)) continue
    const found = FRAME.exec(line)
    if (found === null || !isAuthors(found[1])) continue
    const [, file, row, column] = found as unknown as [string, string, string, string]
    return { file: shortPath(file), line: Number(row), column: Number(column) }
  }
  return undefined
}

/** `file:line:column`, the file relative to the working directory. */
export function describePlace(place: Place | undefined): string {
  return place === undefined ? 'an unknown place' : `${place.file}:${place.line}:${place.column}`
}

/** The paths that `shortPath` was asked for in a working directory: there are few files and many scenarios. */
const short = new Map<string, string>()
let shortIn = ''

/** A path relative to the working directory where that is shorter to read. */
export function shortPath(file: string): string {
  const cwd = process.cwd()
  if (cwd !== shortIn) short.clear()
  shortIn = cwd
  const known = short.get(file)
  if (known !== undefined) return known
  const clean = decodeURIComponent(file.split('?')[0]!)
  const below = relative(cwd, clean)
  const told = below.startsWith('..') ? clean : below.split(sep).join('/')
  short.set(file, told)
  return told
}

/** The run of `    at ...` lines that ends a stack text. */
function trailingFrames(stack: string | undefined): string[] {
  const lines = (stack ?? '').split('\n')
  let start = lines.length
  while (start > 0 && /^\s+at\s/.test(lines[start - 1]!)) start--
  return lines.slice(start)
}

function fileOf(frame: string): string | undefined {
  return FRAME.exec(frame)?.[1]
}

function isOwn(file: string | undefined): boolean {
  return file?.startsWith(OWN) === true
}

function isAuthors(file: string | undefined): boolean {
  return file !== undefined && !isOwn(file) && !file.includes('/node_modules/')
}
