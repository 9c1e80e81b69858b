import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { mergePacts } from '../../src/contract/index.js'
import { project, runMocha } from '../support/run-suite.js'
import { pactIn } from './in-folder.js'

const ROOT = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
const PACTS = '.qa-integ/pacts'

/** Runs work in a project of its own, which is gone afterwards. */
async function inProject<T>(
  files: Readonly<Record<string, string>>,
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = project(files)
  try {
    return await work(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Provider files, and no others: the second pass of a run. */
const PROVIDERS = ['--spec', 'providers/*.provider.ts', '--ignore', 'consumers/**']

/** A shop with a database, and one state that its contract, its verification and its own suites share. */
const SHOP = {
  'world.ts': `
    import { Column, Entity, PrimaryColumn } from 'typeorm'
    import { state } from 'qa-integ'
    import { database } from 'qa-integ/database'
    import { target } from 'qa-integ/http'

    @Entity() export class User {
      @PrimaryColumn('int') id!: number
      @Column('varchar') name!: string
    }
    export const db = database({ entities: { users: User } })
    const application = () => async (request: any, response: any) => {
      const id = Number(request.url.split('/').at(-1))
      const user = await db.repository(User).findOneBy({ id })
      response.writeHead(user ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(user ?? {}))
    }
    export const shop = target({ app: application, uses: [db] })
    export const userExists = state('a user exists', { id: 7, name: 'Ann' }, (user) => db.has(User, user).as('user'))
  `,
  'consumers/web.integ.ts': `
    import axios from 'axios'
    import { scenario } from 'qa-integ'
    import { contract, get } from 'qa-integ/contract'
    import { json, status } from 'qa-integ/http'
    import { integer, like } from 'qa-integ/match'
    import { expect } from 'chai'
    import { db, shop, User, userExists } from '../world.ts'

    const users = contract({ consumer: 'shop-web', provider: 'users-api' })
    const userSeven = users
      .given(userExists({ name: 'Bea' }))
      .when('a request for user 7', get('/api/users/7'))
      .expect(200, { id: integer(7), name: like('Bea') })

    scenario('the client reads a user').given(userSeven)
      .when('it asks', async () => (await axios.get(users.url + '/api/users/7')).data)
      .expect('the name', (user) => expect(user.name).to.equal('Bea'))
    scenario('the shop answers').given(userExists({ id: 8 }))
      .when(shop.get('/api/users/8')).expect(status(200)).expect(json({ id: 8, name: 'Ann' }))
    scenario('a row is there').given(userExists())
      .when('it is read', () => db.repository(User).count()).expect('one', (count) => expect(count).to.equal(1))
  `,
  'providers/shop.provider.ts': `
    import { verification } from 'qa-integ/contract'
    import { shop, userExists } from '../world.ts'
    verification('users-api', { target: shop, states: [userExists] })
  `,
  'tsconfig.json': JSON.stringify({ compilerOptions: { experimentalDecorators: true, target: 'es2022' } }),
}

describe('contracts, run by mocha', function () {
  this.timeout(60_000)

  it('let one state serve a contract, its verification, a database and an API; nothing of Pact is printed, and nobody is told', () =>
    inProject(SHOP, async (directory) => {
      let told = 0
      const proxy = createServer((socket) => {
        told++
        socket.destroy()
      })
      await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
      const outside = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
      const env = { HTTPS_PROXY: outside, https_proxy: outside, PACT_DO_NOT_TRACK: '' }
      try {
        const consumers = await runMocha(directory, { env })
        expect(consumers.code, consumers.stdout + consumers.stderr).to.equal(0)
        expect(consumers.scenarios.map(({ status }) => status)).to.deep.equal(['passed', 'passed', 'passed'])
        await mergePacts(join(directory, PACTS))
        // What is verified here is not asked for through a proxy either.
        const proxied = { ...env, HTTP_PROXY: outside, http_proxy: outside }
        const providers = await runMocha(directory, { args: PROVIDERS, env: proxied })
        expect(providers.code, providers.stdout + providers.stderr).to.equal(0)
        expect(providers.scenarios).to.have.lengthOf(consumers.scenarios.length + 1)
        expect(providers.stdout).to.contain(
          "shop-web: a request for user 7, given a user exists { id: 7, name: 'Bea' }",
        )
        const said = (consumers.stdout + providers.stdout).split('\n').filter((line) => line.trim() !== '')
        for (const line of said) expect(line).to.match(/^ {2}(?: *✔ |\d+ passing)/)
        expect(consumers.stderr + providers.stderr).to.equal('')
      } finally {
        proxy.close()
      }
      expect(told).to.equal(0)
    }))

  it('lose nothing when two workers write at once', async () => {
    const file = (name: string) => `
      import { scenario } from 'qa-integ'
      import { contract, get } from 'qa-integ/contract'
      import { expect } from 'chai'
      const users = contract({ consumer: 'web', provider: 'users' })
      for (let i = 0; i < 10; i++)
        scenario('${name} asks ' + i)
          .given(users.when('${name} ' + i, get('/${name}/' + i)).expect(200))
          .when('it asks', async () => (await fetch(users.url + '/${name}/' + i)).status)
          .expect('200', (status) => expect(status).to.equal(200))
    `
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    await inProject(Object.fromEntries(names.map((name) => [`${name}.integ.ts`, file(name)])), async (directory) => {
      const { code, stdout, stderr } = await runMocha(directory, { args: ['--parallel', '--jobs', '2'] })
      expect(code, stdout + stderr).to.equal(0)
      const [pact] = await mergePacts(join(directory, PACTS))
      expect(pact!.interactions).to.equal(60)
      const told = pactIn(join(directory, PACTS), 'web-users').interactions.map(
        ({ description }) => description as string,
      )
      expect(told).to.deep.equal(names.flatMap((name) => Array.from({ length: 10 }, (_, i) => `${name} ${i}`)))
    })
  })

  it('load Pact only in a scenario that needs it', async () => {
    const script = `
      import * as contract from 'qa-integ/contract'
      import { createRequire } from 'node:module'
      contract.contract({ consumer: 'a', provider: 'b' }).when('c', contract.get('/d')).expect(200, { e: 1 })
      const require = createRequire(import.meta.url)
      const loaded = [...Object.keys(require.cache), ...process.report.getReport().sharedObjects]
      console.log(loaded.filter((file) => file.includes('pact-foundation')).length)
    `
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT })
    expect(stdout.trim()).to.equal('0')
  })

  it('say what to install when Pact is missing', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'qa-integ-without-pact-'))
    try {
      const own = join(directory, 'node_modules/qa-integ')
      mkdirSync(own, { recursive: true })
      for (const entry of readdirSync(join(ROOT, 'node_modules')))
        if (!entry.startsWith('.') && entry !== 'qa-integ' && entry !== '@pact-foundation')
          symlinkSync(join(ROOT, 'node_modules', entry), join(directory, 'node_modules', entry))
      cpSync(join(ROOT, 'dist/src'), join(own, 'dist/src'), { recursive: true })
      cpSync(join(ROOT, 'package.json'), join(own, 'package.json'))
      writeFileSync(join(directory, 'package.json'), '{ "type": "module" }')
      writeFileSync(
        join(directory, 'web.integ.ts'),
        `
          import { scenario } from 'qa-integ'
          import { contract, get } from 'qa-integ/contract'
          const users = contract({ consumer: 'a', provider: 'b' })
          scenario('x').given(users.when('c', get('/d')).expect(200)).when('y', () => 1).expect('z', () => {})
        `,
      )
      const { stdout } = await runMocha(directory)
      expect(stdout).to.contain('@pact-foundation/pact is not installed: npm i -D @pact-foundation/pact')
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })

  if (process.platform === 'linux')
    it('leave no process and no folder behind when mocha is killed in a verification', () => {
      const provider = `
        import { createServer } from 'node:http'
        import { handle } from 'qa-integ'
        import { verification } from 'qa-integ/contract'
        const api = handle({
          name: 'api',
          start: () => new Promise((done) => {
            const server = createServer(() => console.log('asked'))
            server.listen(0, '127.0.0.1', () => done('http://127.0.0.1:' + server.address().port))
          }),
        })
        verification('users', { target: Object.defineProperty({ ...api }, 'url', { get: () => api.value }), states: [], pacts: 'pacts' })
      `
      const pact = {
        consumer: { name: 'web' },
        provider: { name: 'users' },
        interactions: [{ description: 'a', request: { method: 'GET', path: '/a' }, response: { status: 200 } }],
      }
      return inProject(
        { 'api.integ.mjs': provider, 'pacts/web-users.json': JSON.stringify(pact) },
        async (directory) => {
          const temporary = join(directory, 'tmp')
          mkdirSync(temporary)
          let verifiers: number[] = []
          let folders: string[] = []
          const { code } = await runMocha(directory, {
            env: { TMPDIR: temporary },
            during: (child) =>
              void child.stdout!.on('data', (text: Buffer) => {
                if (!text.includes('asked')) return
                verifiers = processesWith(`TMPDIR=${temporary}`, 'qa-integ-verifier')
                folders = readdirSync(temporary).filter((name) => name.startsWith('qa-integ-verifier'))
                child.kill('SIGKILL')
              }),
          })
          expect(code).to.equal(null)
          expect([verifiers, folders].map((list) => list.length)).to.deep.equal([1, 1])
          const gone = () =>
            processesWith(`TMPDIR=${temporary}`, 'qa-integ-verifier').length === 0 &&
            readdirSync(temporary).every((name) => !name.startsWith('qa-integ-verifier'))
          for (let i = 0; i < 200 && !gone(); i++) await new Promise((done) => setTimeout(done, 20))
          expect(gone()).to.equal(true)
        },
      )
    })
})

/** The processes whose environment and command line hold these. */
function processesWith(variable: string, command: string): number[] {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8')
    } catch {
      return ''
    }
  }
  return readdirSync('/proc')
    .filter(
      (pid) => /^\d+$/.test(pid) && read(pid, 'environ').includes(variable) && read(pid, 'cmdline').includes(command),
    )
    .map(Number)
}
