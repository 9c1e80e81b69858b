import { expect } from 'chai'
import { DataSource } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { telling } from '../support/tell.js'
import { Author, Novel, withoutMariadb } from './engines.js'

if (withoutMariadb !== undefined) it.skip(`a MariaDB database that two would use: ${withoutMariadb}`)
else
  describe('a MariaDB database that two would use', () => {
    it("is refused to the second, who would undo the first one's rows", async () => {
      const stage = telling()
      const server = database({ entities: { authors: Author }, on: 'mariadb', name: 'server' })
      const name = 'reserved_test'
      const options = () => {
        return { ...server.dataSource.options, database: name, entities: [Author, Novel], synchronize: true }
      }
      const open = (called: string): Database =>
        database({ dataSource: () => new DataSource(options() as never), uses: [server], name: called })
      const [first, second] = [open('first'), open('second')]
      stage
        .scenario('the database')
        .given(server)
        .when('is made', () => server.dataSource.query(`CREATE DATABASE ${name}`))
        .expect('as told', () => {})
      stage
        .scenario('one')
        .given(first.has(Author))
        .when('it is counted', () => first.repository(Author).count())
        .expect('there', (count) => expect(count).to.equal(1))
      stage
        .scenario('two')
        .given(second)
        .when('never', () => {})
        .expect('never', () => {})
      stage
        .scenario('the first goes on')
        .given(first)
        .when('it is counted', () => first.repository(Author).count())
        .expect('as it was', (count) => expect(count).to.equal(0))
      const outcomes = await stage.outcomes({ timeout: 20_000 })
      expect(outcomes.map(({ record }) => record.status)).to.deep.equal(['passed', 'passed', 'failed', 'passed'])
      expect(outcomes[2]!.error?.message).to.match(
        /the database reserved_test is in use by another worker or another handle of these tests, and they would undo each other's rows/,
      )
      await stage.end()
    })
  })
