import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { addressOf } from '../../src/database/place/address.js'
import { type EngineName, placeOn } from '../../src/database/place/place.js'
import { project, runMocha, type SuiteRun } from '../support/run-suite.js'
import { withoutMariadb } from './engines.js'

/** A file with a suite for each place: the image, and the isolation. */
const fileOn = (...places: (readonly [on: string, isolation: string])[]): string => `
import { expect } from 'chai'
import { scenario } from 'qa-integ'
import { container, database } from 'qa-integ/database'
import { EntitySchema } from 'typeorm'

const User = new EntitySchema({
  name: 'User',
  tableName: 'users',
  columns: { id: { type: Number, primary: true, generated: true }, email: { type: String, unique: true } },
})
for (const [on, isolation] of [${places.map(([on, isolation]) => `[${on}, '${isolation}']`).join(', ')}]) {
  const db = database({ entities: { users: User }, on, isolation })
  for (const turn of ['first', 'second'])
    scenario(\`the \${turn} on \${on.image} by \${isolation}\`)
      .given(db)
      .when('a user is stored', () => db.repository(User).save({ email: 'ann@example.com' }))
      .expect('its id, and where it is', ({ id }) => {
        console.log('database', db.dataSource.driver.database)
        expect(id).to.equal(1)
      })
      .expect(db.delta({ users: +1 }))
}
`
const POSTGRES = "container('postgres:17-alpine')"
const NONE = "container('none/such:1', { engine: 'postgres' })"

/** A database on a server of this run, as a container would have it. */
const addressOn = async (on: EngineName): Promise<string> => addressOf(await placeOn(on, false)).url

describe('a container of a run', () => {
  let directory: string
  let run: SuiteRun
  let told: Record<string, unknown>[]
  before(async function () {
    this.timeout(60_000)
    directory = project({
      'one.integ.js': fileOn([POSTGRES, 'clone'], [NONE, 'restore']),
      'two.integ.js': fileOn(
        [POSTGRES, 'restore'],
        ...(withoutMariadb === undefined ? [["container('mariadb:11')", 'rollback'] as const] : []),
      ),
    })
    for (const name of ['postgresql', 'mariadb']) {
      const folder = join(directory, 'node_modules/@testcontainers', name)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ main: 'index.cjs' }))
      cpSync(join(import.meta.dirname, 'stand-ins/testcontainers.cjs'), join(folder, 'index.cjs'))
    }
    run = await runMocha(directory, {
      nodeOptions: [],
      args: ['--parallel', '--jobs', '2'],
      env: {
        POSTGRES_RUNS_AT: await addressOn('postgres'),
        MARIADB_RUNS_AT: withoutMariadb === undefined ? await addressOn('mariadb') : '',
      },
    })
    told = readFileSync(join(directory, 'containers.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  const verdicts = (what: string) =>
    run.scenarios.filter(({ title }) => title.endsWith(` on ${what}`)).map(({ status }) => status)
  const started = (image: string) => told.filter((line) => line.started === image)

  it('is one for all workers, each with a database of its own', () => {
    expect(
      verdicts('postgres:17-alpine by clone').concat(verdicts('postgres:17-alpine by restore')),
      run.stdout,
    ).to.deep.equal(Array(4).fill('passed'))
    expect(started('postgres:17-alpine')).to.have.lengthOf(1)
    const names = [...run.stdout.matchAll(/^database (\w+)/gm)].map(([, name]) => name!)
    expect(new Set(names.filter((name) => /^qa_integ_\d+_qa_integ_[0-9a-f]{8}$/.test(name))).size).to.be.at.least(2)
  })
  it('tells that it is being started, and when it runs', () => {
    expect(run.stderr).to.match(/^qa-integ: container\('postgres:17-alpine'\) is being started; its image is fetched/m)
    expect(run.stderr).to.match(/^qa-integ: container\('postgres:17-alpine'\) runs after \d/m)
  })
  it('is stopped at the end', () => expect(told).to.deep.include({ stopped: 'postgres:17-alpine' }))
  it('keeps its files in memory and forces nothing to a disk', () => {
    const [{ tmpFs, environment, command } = {}] = started('postgres:17-alpine')
    expect(tmpFs).to.deep.equal({ '/qa-integ': 'rw' })
    expect(environment).to.deep.equal({ PGDATA: '/qa-integ/data' })
    expect(command).to.include.members(['postgres', '-c', 'fsync=off', 'full_page_writes=off'])
  })
  it('that can not be started fails each scenario with a sentence, and is tried once', () => {
    const failed = run.scenarios.filter(({ title }) => title.endsWith('on none/such:1 by restore'))
    expect(failed.map(({ status }) => status)).to.deep.equal(['failed', 'failed'])
    for (const { errors } of failed)
      expect(errors[0]?.message).to.include(
        "container('none/such:1', { engine: 'postgres' }): the image can not be had ((HTTP code 404) no such container - No such image: none/such:1)",
      )
    expect(started('none/such:1')).to.have.lengthOf(1)
  })
  if (withoutMariadb === undefined)
    it('is a MariaDB where its image says so', () => {
      expect(verdicts('mariadb:11 by rollback'), run.stdout).to.deep.equal(['passed', 'passed'])
      const [{ tmpFs, command } = {}] = started('mariadb:11')
      expect(tmpFs).to.deep.equal({ '/var/lib/mysql': 'rw' })
      expect(command).to.include('--loose-innodb-flush-log-at-trx-commit=0')
    })
  else it.skip(`is a MariaDB where its image says so: ${withoutMariadb}`)
})
