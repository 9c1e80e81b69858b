import { spawnSync } from 'node:child_process'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Code that no loader can read: where, and why. */
export interface InvalidCode {
  /** Relative to the project. */
  readonly file: string
  readonly line: number
  /** Counted from 1. */
  readonly column: number
  readonly why: string
}

/** What a loader's error says of code that is none: esbuild, swc, and Node by itself each write it in their own way. */
export function invalidCodeIn(text: string, cwd: string): InvalidCode | undefined {
  const told = byEsbuild(text) ?? bySwc(text) ?? byNode(text) ?? byMocha(text)
  return told && { ...told, file: relative(cwd, told.file).replaceAll('\\', '/') }
}

/** `qa-integ.config.js:2:11 is no valid code: Unexpected token ','`. */
export function describeInvalid({ file, line, column, why }: InvalidCode): string {
  return `${file}:${line}:${column} is no valid code: ${why}`
}

/** What Node says of a file without running it; nothing where it is well written, or is no JavaScript. */
export function checkedByNode(file: string): InvalidCode | undefined {
  const { stderr } = spawnSync(process.execPath, ['--check', file], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  return byNode(stderr)
}

function byEsbuild(text: string): InvalidCode | undefined {
  const [, file, line, column, why] = /^(?:.*Error: )?(\S.*):(\d+):(\d+): ERROR: (.+)$/m.exec(text) ?? []
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) + 1, why: why! }
}

function bySwc(text: string): InvalidCode | undefined {
  const [, why, file, line, column] = /[×x] (.+)\n\s*(?:╭─|,-)+\[(.+?):(\d+):(\d+)\]/.exec(text) ?? []
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column), why: why! }
}

/** The file with its line, that line, and a mark below it. */
function byNode(text: string): InvalidCode | undefined {
  const found =
    /^(?:.*Exception during run: )?((?:file:\/\/|\/|[A-Z]:\\).+):(\d+)\n.*\n(\s*)\^+\n\n?SyntaxError(?: \[\w+\])?: (.+)$/m.exec(
      text,
    )
  if (found === null) return undefined
  const [, place, line, before, why] = found
  const file = place!.startsWith('file://') ? fileURLToPath(place!) : place!
  return { file, line: Number(line), column: before!.length + 1, why: why! }
}

/** mocha knows the suite; the line is gone. */
function byMocha(text: string): InvalidCode | undefined {
  const [, file] = /SyntaxError\[ @(.+?) \]: /.exec(text) ?? []
  return file === undefined ? undefined : checkedByNode(file)
}
