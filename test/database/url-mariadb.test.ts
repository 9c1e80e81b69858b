import { expect } from 'chai'
import { DataSource } from 'typeorm'
import { database } from '../../src/database/index.js'
import { Author, Novel, serverHere, unlessWithout } from './engines.js'
import { type RunsServer, runsServer } from './mariadb-server.js'
import { entities, STANDING, urlCases } from './url-cases.js'

const options = { type: 'mariadb' as const, entities: [Author, Novel], synchronize: true }
const USERS: Readonly<Record<string, readonly string[]>> = {
  maker: ['PROCESS ON *.*', 'ALL ON `url\\_test%`.*'],
  plain: ['PROCESS ON *.*', 'ALL ON url_test.*', 'ALL ON url_test__qa.*'],
  alone: ['PROCESS ON *.*', 'ALL ON url_test.*'],
  blind: ['ALL ON url_test.*', 'ALL ON url_test__qa.*'],
  reader: ['PROCESS ON *.*', 'SELECT, INSERT, UPDATE, DELETE ON url_test.*', 'ALL ON url_test__qa.*'],
  stranger: [],
}

unlessWithout('a database at the address of a server', () =>
  describe('a database at the address of a MariaDB server', () => {
    let server: RunsServer
    before(async () => {
      server = await runsServer()
      await server.query('CREATE DATABASE url_test; CREATE DATABASE url_shop')
      for (const [user, grants] of Object.entries(USERS)) {
        await server.query(`CREATE USER ${user}@'127.0.0.1' IDENTIFIED BY 'geheim'`)
        for (const grant of grants) await server.query(`GRANT ${grant} TO ${user}@'127.0.0.1'`)
      }
    })
    after(async () => {
      await server.query('DROP DATABASE url_test; DROP DATABASE url_shop')
      for (const user of Object.keys(USERS)) await server.query(`DROP USER ${user}@'127.0.0.1'`)
    })

    const { stage, names, failure } = urlCases({
      type: serverHere!,
      server: () => server,
      who: 'root',
      asks: 'SELECT DATABASE() AS name',
      lists: "SHOW DATABASES LIKE 'url\\_%'",
      protocol: 'mysql',
      makers: ['maker'],
      left: ['url_test_qa_integ_0123abcd', 'url_test_qa_integ_0123abcd__qa', 'url_test_qa_integ_4567abcd__qa'],
      async noTrace() {
        const [{ 'Create Table': made }] = (await server.query('SHOW CREATE TABLE url_shop.authors')) as [
          Record<string, string>,
        ]
        expect(made).to.not.contain('STATS_')
      },
    })
    const at = (name: string, user?: string) => new URL(server.url(name, user))
    const sourceAs = (user: string, more: object = {}) =>
      database({
        dataSource: () => new DataSource({ ...options, url: server.url('url_test', user), ...more }),
        name: user,
      })
    const reset = async () => server.query('DROP DATABASE url_test; CREATE DATABASE url_test')

    it('says who can not be reached and what to do, without the password', async () => {
      const texts = [
        await failure(database({ entities, on: new URL(server.url('url_test', 'plain').replace('geheim', 'falsch')) })),
        await failure(database({ entities, on: at('absent_test') })),
        await failure(database({ entities, on: at('url_test', 'stranger') })),
        await failure(database({ entities, on: 'mysql://a:geheim@127.0.0.1:1/x_test' })),
      ]
      expect(texts[0]).to.match(
        /MariaDB can not be reached at mariadb:\/\/plain@127\.0\.0\.1:\d+\/url_test: Access denied for user 'plain'@'127\.0\.0\.1'.*; check the user and the password in the address/,
      )
      expect(texts[1]).to.match(
        /at mariadb:.*\/absent_test: Unknown database 'absent_test'; create the database, or name one/,
      )
      expect(texts[2]).to.match(
        /Access denied for user 'stranger'@.* to database 'url_test'; let an administrator grant its user/,
      )
      expect(texts[3]).to.match(
        /MySQL can not be reached at mysql:\/\/a@127\.0\.0\.1:1\/x_test: .*ECONNREFUSED.*; start the server/,
      )
      for (const text of texts) expect(text).to.not.match(/geheim|falsch/)
    })

    describe('whose user may create no database', () => {
      beforeEach(reset)

      it('is used itself, and left as it was', async () => {
        const db = database({ entities, on: at('url_test', 'plain') })
        for (const title of ['one', 'another'])
          stage()
            .scenario(title)
            .given(db.has(Author))
            .when('it is counted', () => db.repository(Author).find())
            .expect('one', ([author, ...others]) => expect([author!.id, others]).to.deep.equal([1, []]))
        const [one, another] = await stage().outcomes({ timeout: 10_000 })
        expect([one!.error, another!.error]).to.deep.equal([undefined, undefined])
        expect(JSON.stringify(one)).to.contain('the user may not create databases, so url_test itself is used')
        await stage().end()
        expect(await server.query('SELECT * FROM url_test.authors')).to.deep.equal([])
        expect(await names()).to.deep.equal(STANDING)
      })

      it('says which transaction it may not end', async () => {
        const db = database({ entities, on: at('url_test', 'plain') })
        const other = new DataSource({ type: 'mariadb', url: server.url('url_test') })
        await other.initialize()
        const runner = other.createQueryRunner()
        stage()
          .scenario('x')
          .given(db.has(Author))
          .when('an administrator writes', async () => {
            await runner.startTransaction()
            await runner.query('UPDATE authors SET bio = 1')
          })
          .expect('z', () => {})
        const text = await stage().failure({ timeout: 10_000 })
        await runner.rollbackTransaction()
        await other.destroy()
        await stage().end()
        expect(text).to.match(
          /another user's connection \(\d+\) holds a transaction open on the database, which the user of the data source may not end; .*CONNECTION ADMIN/,
        )
      })

      it('is refused to who may not do there what it takes, with the command that lets him', async () => {
        await new DataSource({ ...options, url: server.url('url_test') }).initialize().then((made) => made.destroy())
        expect(await failure(sourceAs('blind', { synchronize: false }))).to.match(
          /the user 'blind'@'127\.0\.0\.1' may not ask what InnoDB counts .*GRANT PROCESS ON \*\.\* TO 'blind'@'127\.0\.0\.1'/,
        )
        expect(await failure(sourceAs('alone', { synchronize: false }))).to.match(
          /the copies of the rows are kept in a database beside, which the user may not create .*GRANT ALL ON `url\\_test\\_\\_qa`/,
        )
        const reader = await failure(sourceAs('reader', { synchronize: false }))
        expect(reader).to.match(
          /the user 'reader'@'127\.0\.0\.1' may not do in the database url_test what putting rows back takes \(.*denied.*\); let an administrator run GRANT ALL ON `url\\_test`\.\* TO 'reader'@'127\.0\.0\.1'/,
        )
        expect(await names()).to.deep.equal(STANDING)
        await stage().end()
      })
    })

    it('lets no statement wait longer for a lock than a second, and the connections wait as before when it is left', async () => {
      const source = new DataSource({ ...options, url: server.url('url_test'), poolSize: 2 })
      await source.initialize()
      const WAITS = "SELECT CONCAT(@@SESSION.innodb_lock_wait_timeout, ' ', @@SESSION.lock_wait_timeout) AS waits"
      const [{ was }] = (await server.query('SELECT @@GLOBAL.lock_wait_timeout AS was')) as [{ was: number }]
      const seen: unknown[] = []
      const db = database({ dataSource: source })
      await server.query('SET GLOBAL lock_wait_timeout = 77')
      try {
        stage()
          .scenario('x')
          .given(db)
          .when('two connections are asked', () =>
            source.transaction(async (manager) => {
              seen.push(...(await source.query(WAITS)), ...(await manager.query(WAITS)))
            }),
          )
          .expect('z', () => {})
        expect(await stage().failure({ timeout: 10_000 })).to.equal('')
        await stage().end()
        expect(seen).to.deep.equal([{ waits: '1 1' }, { waits: '1 1' }])
        expect(await source.query(WAITS)).to.deep.equal([{ waits: '1 77' }])
      } finally {
        await server.query(`SET GLOBAL lock_wait_timeout = ${was}`)
        await source.destroy()
      }
    })
  }),
)
