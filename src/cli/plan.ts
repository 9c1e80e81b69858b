import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readProject as introspect, knownOf } from '../../generators/index.js'
import { readProject } from '../config/project.js'
import { formatGithub, formatJson, formatText, lintPlan, planSchema, readPlan } from '../plan/index.js'
import { EXIT, reading } from './exit.js'
import { mustFindIssueFile } from './issue-file.js'

/** `qa-integ plan`: reads a plan and says what is wrong with it. */
export async function plan(
  cwd: string,
  told: string | undefined,
  options: { check?: boolean; format: 'text' | 'json' | 'github'; schema?: boolean },
): Promise<number> {
  if (options.schema) {
    process.stdout.write(`${JSON.stringify(planSchema, undefined, 2)}\n`)
    return EXIT.ready
  }
  const format = { text: formatText, json: formatJson, github: formatGithub }[options.format]
  const { config, suites } = await reading(() => readProject(cwd))
  const file = mustFindIssueFile(cwd, told, config.issue)
  const { openapi } = config
  const [read, known] = await reading(async () => [
    readPlan(readFileSync(resolve(cwd, file)), file),
    knownOf(await introspect({ cwd, outDir: suites, ...(openapi ? { openapi } : {}) })),
  ])
  const diagnostics = lintPlan(read, known)
  const text = format(diagnostics)
  if (text !== '') process.stdout.write(`${text.trimEnd()}\n`)
  if (options.format === 'text')
    process.stdout.write(
      `${file}: ${read.scenarios.length} planned, ${read.gates.length} gates; ${diagnostics.filter(({ severity }) => severity === 'error').length} errors, ${diagnostics.filter(({ severity }) => severity === 'warning').length} warnings\n`,
    )
  return options.check && diagnostics.some(({ severity }) => severity === 'error') ? EXIT.usage : EXIT.ready
}
