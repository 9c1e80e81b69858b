import { createServer } from 'node:http'
import { expect } from 'chai'
import { status, target } from '../../src/http/index.js'
import { type Telling, telling } from '../support/tell.js'
import { Author, library } from './engines.js'

const author = (email: string) => ({ email, born: new Date(0) })

for (const on of ['sqlite', 'postgres'] as const)
  describe(`work on ${on} that a scenario did not await`, () => {
    const db = library(on)
    let stage: Telling
    before(() => {
      stage = telling()
    })
    after(() => stage.end())

    it('is told when it writes while another scenario runs, and where that fails', async () => {
      let go = () => {}
      const later = new Promise<void>((resolve) => {
        go = resolve
      })
      let work: Promise<unknown> = Promise.resolve()
      stage
        .scenario('an author is welcomed')
        .given(db)
        .when('nobody awaits it', () => {
          work = later.then(async () => {
            await db.repository(Author).insert(author('a@x.io'))
            await db.repository(Author).insert(author('b@x.io'))
          })
        })
        .expect('that is all', () => {})
      stage
        .scenario('nobody is there')
        .given(db)
        .when('authors are counted', async () => {
          go()
          await work
          return db.repository(Author).count()
        })
        .expect('none', (count) => expect(count).to.equal(0))
      stage
        .scenario('the next finds nobody')
        .given(db)
        .when('authors are counted', () => db.repository(Author).count())
        .expect('none', (count) => expect(count).to.equal(0))
      const [first, second, third] = await stage.outcomes({ timeout: 20_000 })
      expect([first, second, third].map((one) => one?.record.status)).to.deep.equal(['passed', 'failed', 'passed'])
      expect(second!.record.notes.map((note) => ('text' in note ? note.text : '')).join('')).to.match(
        /"an author is welcomed" is over and wrote meanwhile, which may be what was found here: INSERT INTO "authors".*strayed\.test\.ts:\d+/s,
      )
      expect(stage.late).to.have.length(1)
      expect(stage.late[0]).to.deep.include({ scenario: 'an author is welcomed' })
      expect(stage.late[0]!.what).to.match(
        /^INSERT INTO "authors".* wrote while "nobody is there" ran; await everything that a scenario begins$/,
      )
    })

    it('is not what an application does for the scenario that asks it, over a connection that was there before', async () => {
      const sockets = new Set<object>()
      const application = createServer((request, response) => {
        sockets.add(request.socket)
        db.repository(Author)
          .insert(author(`${request.url!.slice(1)}@x.io`))
          .then(() => response.writeHead(201).end())
      })
      const api = target({ app: () => application })
      for (const name of ['ann', 'bob', 'cy'])
        stage
          .scenario(`${name} is stored`)
          .given(db)
          .given(api)
          .when(api.post(`/${name}`))
          .expect(status(201))
          .expect(db.row(Author, { email: `${name}@x.io` }, { active: true }))
      stage.late.length = 0
      const outcomes = await stage.outcomes({ timeout: 20_000 })
      expect(outcomes.map(({ error }) => error?.message)).to.deep.equal([undefined, undefined, undefined])
      expect(stage.late).to.deep.equal([])
      expect(sockets.size).to.be.at.least(1)
    })
  })
