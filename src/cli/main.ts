#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { EXIT, UsageError } from './exit.js'

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const program = new Command('qa-integ')
  .description('Integration tests from a plan to a verdict: scaffold suites, run them, report.')
  .version(version)
  .showHelpAfterError('(see qa-integ --help)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Exit codes
  0  ready, or conditionally ready (it is said)
  1  scenarios failed
  2  a blocking gate was missed
  3  wrong usage or configuration
  4  could not run

Start with "npx qa-integ init" in a project of yours.`,
  )

program
  .command('init')
  .description('set a project up: .mocharc, a configuration, a world file and a first scenario that passes')
  .option('--dry-run', 'say what would be written, write nothing')
  .action(async (options) => done((await import('./init.js')).init(process.cwd(), options)))

program
  .command('plan')
  .description('read the plan of an issue file and say what is wrong with it')
  .argument('[file]', 'the issue file; the newest in .claude/issues where it is not told')
  .option('--check', 'exit with 3 when the plan has errors')
  .addOption(new Option('--format <format>', 'how it is printed').choices(['text', 'json', 'github']).default('text'))
  .option('--schema', 'print the JSON Schema of the `yaml qa-integ` block')
  .action(async (file, options) => done((await import('./plan.js')).plan(process.cwd(), file, options)))

program
  .command('scaffold')
  .description('turn the plan of an issue file into suites that run; hand-written code is never overwritten')
  .argument('[file]', 'the issue file; the newest in .claude/issues where it is not told')
  .option('--dry-run', 'say what would be written, write nothing')
  .option('--check', 'exit with 3 when the plan has scenarios without code')
  .option('--update', 'also rewrite scenarios that nobody edited and whose plan has changed')
  .option('--json', 'print the result as JSON')
  .action(async (file, options) => done((await import('./scaffold.js')).scaffold(process.cwd(), file, options)))

program
  .command('run')
  .description('run suites under mocha, then providers, and write results, reports and the issue file')
  .argument('[files...]', 'suites, or FILE:LINE for one scenario; all of the project where none is told')
  .option('--issue <file>', 'the issue file with the plan, which the report is written back to')
  .option('--no-issue', 'leave the issue file alone')
  .option('--out <folder>', 'the folder of the reports')
  .option('--env <name>', 'how the report names the environment; it changes nothing else', 'local')
  .option('--grep <pattern>', 'only scenarios whose title matches; tags as @tag')
  .option('--parallel', 'files in several workers')
  .option('--jobs <n>', 'how many workers', Number)
  .option('--retries <n>', 'how often a failed scenario is tried again', Number)
  .option('--timeout <duration>', "a scenario's time, as in 5s")
  .option('--bail', 'stop after the first failure')
  .option('--forbid-only', 'fail when a scenario is .only')
  .option('--schedule <schedule>', 'run races by this schedule only, as a failure printed it: 3:ABAABB')
  .option('--last-failed', 'only the scenarios that failed in the last run')
  .addOption(new Option('--loader <loader>', 'what loads TypeScript').choices(['tsx', 'swc', 'node']))
  .option('--dry-run', 'list what would run; write no results and claim nothing')
  .action(async (files, options) => done((await import('./run.js')).run(process.cwd(), files, options)))

async function done(code: Promise<number>): Promise<void> {
  process.exitCode = await code
}

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ready : EXIT.usage
  else {
    process.stderr.write(`qa-integ: ${(error as Error)?.message ?? String(error)}\n`)
    process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.couldNotRun
  }
}
