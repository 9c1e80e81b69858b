// Lets the examples of this repository load the package by its name, as a project that has installed it does. npm can't
// be told to: a workspace that depends on its own root leaves other platforms' binaries out of the lock file.
import { lstatSync, rmSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const link = fileURLToPath(new URL('../node_modules/qa-integ', import.meta.url))
if (!lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) {
  rmSync(link, { recursive: true, force: true })
  symlinkSync(fileURLToPath(new URL('..', import.meta.url)), link, 'junction')
}
