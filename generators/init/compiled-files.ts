import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InMemoryFileSystemHost, Project } from 'ts-morph'

/** Which of these files, that need not be there yet, the project's own build would compile. */
export function compiledFiles(cwd: string, files: readonly string[]): readonly string[] {
  const name = ['tsconfig.build.json', 'tsconfig.json'].find((one) => existsSync(join(cwd, one)))
  if (name === undefined) return []
  const fileSystem = new InMemoryFileSystemHost()
  for (const one of ['tsconfig.build.json', 'tsconfig.json'])
    if (existsSync(join(cwd, one))) fileSystem.writeFileSync(`/${one}`, readFileSync(join(cwd, one), 'utf8'))
  // A source, so that a pattern that takes nothing of ours still takes something.
  for (const file of [...files, 'src/index.ts']) fileSystem.writeFileSync(`/${file}`, '')
  try {
    const project = new Project({ fileSystem, tsConfigFilePath: `/${name}`, skipFileDependencyResolution: true })
    if (project.getCompilerOptions().noEmit) return []
    const taken = project.getSourceFiles().map((file) => file.getFilePath().slice(1))
    return files.filter((file) => taken.includes(file))
  } catch {
    // A configuration that extends one from elsewhere can't be read here.
    return []
  }
}
