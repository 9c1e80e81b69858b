import { accessSync, constants, existsSync, mkdirSync, rmSync } from 'node:fs'
import { relative } from 'node:path'

/** Makes a folder that a run writes into, so that nothing is run whose results could not be kept. */
export function makeRoom(cwd: string, folder: string, remedy: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new Error(
      `${relative(cwd, folder) || '.'} can't be written into: ${because(error as NodeJS.ErrnoException)}; ${remedy}`,
      { cause: error },
    )
  }
}

/** Makes a folder that must be empty, such as that of the last run's records. */
export function makeEmpty(cwd: string, folder: string, remedy: string): void {
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true })
  makeRoom(cwd, folder, remedy)
}

function because({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'there is a file of that name, or of a folder above'
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'it may not be written'
    default:
      return message
  }
}
