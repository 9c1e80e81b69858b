// The main job on real parts, in a scratch copy of the example shop: plan, scaffold, run, contracts, report.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const shop = join(root, 'examples/shop')
const scratch = join(root, '.qa-integ/demo/shop')
const cli = join(root, 'dist/src/cli/main.js')
const issue = '.claude/issues/2026-11-20-checkout.md'

rmSync(scratch, { recursive: true, force: true })
mkdirSync(scratch, { recursive: true })
cpSync(shop, scratch, {
  recursive: true,
  filter: (path) =>
    !/[\\/](node_modules|qa-integ-report|\.qa-integ)$/.test(relative(shop, path) && `/${relative(shop, path)}`),
})

const began = Date.now()
for (const [what, args, allowed] of [
  ['1 of 3  the plan is read and checked', ['plan', issue, '--check'], [0]],
  ['2 of 3  suites are scaffolded from it, beside the hand-written ones', ['scaffold', issue], [0]],
  ['3 of 3  all suites run, the provider is verified, reports are written', ['run', '--issue', issue], [0]],
]) {
  process.stdout.write(`\n--- ${what}: qa-integ ${args.join(' ')}\n`)
  const code = await command(args)
  if (!allowed.includes(code)) {
    process.stderr.write(`\nThe demo ended at this step with exit code ${code}; what is wrong stands above.\n`)
    process.exit(1)
  }
}

const results = JSON.parse(readFileSync(join(scratch, 'qa-integ-report/results.json'), 'utf8'))
const { totals, plan, readiness } = results
const at = (file) => relative(process.cwd(), join(scratch, file))
const pacts = readdirSync(join(scratch, '.qa-integ/pacts')).filter((name) => name.endsWith('.json'))
process.stdout.write(`
--- What happened, in ${Math.round((Date.now() - began) / 1000)} s
  ${plan.planned} scenarios were planned; ${plan.automated} are automated, ${plan.todo} are still to be written and say so.
  ${totals.run} scenarios ran on real parts: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} were skipped. Verdict: ${readiness.verdict}.
  A contract was written by its consumer and kept by its provider: ${pacts.map((name) => at(join('.qa-integ/pacts', name))).join(', ')}

  Open    ${at('qa-integ-report/index.html')}   the report
          ${at(issue)}   the issue file, with its section of results
          ${at('test/integration')}   the suites, written by hand and scaffolded
`)

function command(args) {
  return new Promise((resolve) => {
    spawn(process.execPath, [cli, ...args], { cwd: scratch, stdio: 'inherit' }).on('close', resolve)
  })
}
