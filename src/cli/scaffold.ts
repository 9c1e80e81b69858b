import { renderScaffold, scaffold as write } from '../../generators/index.js'
import { readProject } from '../config/project.js'
import { EXIT, reading } from './exit.js'
import { mustFindIssueFile } from './issue-file.js'

interface ScaffoldOptions {
  dryRun?: boolean
  check?: boolean
  update?: boolean
  json?: boolean
}

/** `qa-integ scaffold`: turns a plan into suites that run. */
export async function scaffold(cwd: string, told: string | undefined, options: ScaffoldOptions): Promise<number> {
  const result = await reading(async () => {
    const { config, suites } = await readProject(cwd)
    return write({
      cwd,
      issueFile: mustFindIssueFile(cwd, told, config.issue),
      outDir: suites,
      ...(config.openapi ? { openapi: config.openapi } : {}),
      ...(options.dryRun || options.check ? { dryRun: true } : {}),
      ...(options.update ? { update: true } : {}),
    })
  })
  process.stdout.write(
    options.json ? `${JSON.stringify(result, undefined, 2)}\n` : `${renderScaffold(result).trimEnd()}\n`,
  )
  const missing = result.files.some(({ verdicts }) => verdicts.some(({ verdict }) => verdict === 'added'))
  return options.check && missing ? EXIT.usage : EXIT.ready
}
