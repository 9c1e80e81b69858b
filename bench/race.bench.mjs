// What exploring costs per schedule, beside running the two tasks by hand, one after the other, on the same connections:
// both take turns in one process.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { median, project, root, row, smoke } from './support.mjs'

const ROUNDS = smoke ? 1 : 15

const directory = project({
  'race.integ.mjs': `
import { scenario } from 'qa-integ'
import { database } from 'qa-integ/database'
import { EntitySchema } from 'typeorm'

const Account = new EntitySchema({
  name: 'Account',
  tableName: 'accounts',
  columns: { id: { type: Number, primary: true }, balance: { type: Number } },
})
const db = database({ entities: { accounts: Account }, on: 'postgres' })
const withdraw = (amount) =>
  db.dataSource.transaction(async (manager) => {
    const { balance } = await manager.findOneByOrFail(Account, { id: 1 })
    await manager.update(Account, { id: 1 }, { balance: balance - amount })
  })
let byHand
for (let i = 0; i < ${ROUNDS + 1}; i++)
  scenario('round ' + i, { timeout: '60s' })
    .given(db.has(Account, { id: 1, balance: 100 }))
    .given('by hand', async () => {
      const from = performance.now()
      for (let k = 0; k < 14; k++) {
        await withdraw(1)
        await withdraw(1)
      }
      byHand = (performance.now() - from) / 14
      await db.repository(Account).update(1, { balance: 100 })
      return { from: { at: performance.now() } }
    })
    .when(db.race([() => withdraw(30), () => withdraw(50)]))
    .expect('its time', ({ schedules }, { from }) => {
      if (${'i'} > 0) process.stderr.write('ms ' + byHand + ' ' + (performance.now() - from.at) / schedules + '\\n')
    })
`,
})
try {
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js')
  const hooks = join(root, 'dist/src/mocha/index.js')
  const { status, stderr, stdout } = spawnSync(process.execPath, [mocha, '--require', hooks, 'race.integ.mjs'], {
    cwd: directory,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stdout + stderr)
  const pairs = [...stderr.matchAll(/^ms (\S+) (\S+)$/gm)].map(([, hand, race]) => [Number(hand), Number(race)])
  const ratio = median(pairs.map(([hand, race]) => race / hand))
  row('', 'qa-integ', 'by hand', 'ratio')
  row(
    'a schedule of two withdrawals on PostgreSQL',
    `${median(pairs.map(([, race]) => race)).toFixed(1)} ms`,
    `${median(pairs.map(([hand]) => hand)).toFixed(1)} ms`,
    `${ratio.toFixed(2)} (at most 3)`,
  )
  if (!smoke && ratio > 3) process.exitCode = 1
} finally {
  rmSync(directory, { recursive: true, force: true })
}
