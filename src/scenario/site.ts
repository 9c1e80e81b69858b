import { dirname, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Place } from './record.js'

/** A captured stack: V8 writes its text on the first read, which most runs never make. */
export interface Site {
  readonly stack?: string
}

const FRAMES = 6

/** Remembers who called `below`. */
export function capture(below: (...args: never[]) => unknown): Site {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = FRAMES
  const site: Site = {}
  Error.captureStackTrace(site, below)
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
  const frame = authorFrames(site?.stack)[0]
  const found = frame === undefined ? null : FRAME.exec(frame)
  if (!found) return undefined
  const [, file, line, column] = found as unknown as [string, string, string, string]
  return { file: shortPath(file), line: Number(line), column: Number(column) }
}

/** `file:line:column`, the file relative to the working directory. */
export function describePlace(place: Place | undefined): string {
  return place === undefined ? 'an unknown place' : `${place.file}:${place.line}:${place.column}`
}

/** A path relative to the working directory where that is shorter to read. */
export function shortPath(file: string): string {
  const clean = decodeURIComponent(file.split('?')[0]!)
  const short = relative(process.cwd(), clean)
  return short.startsWith('..') ? clean : short.split(sep).join('/')
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
