import { expect } from 'chai'
import { EntitySchema } from 'typeorm'
import { database } from '../../src/database/index.js'
import { suite } from '../../src/index.js'
import { telling } from '../support/tell.js'

interface Booking {
  id: number
  room: number
  starts: number
  ends: number
}
const Booking = new EntitySchema<Booking>({
  name: 'Booking',
  tableName: 'bookings',
  columns: {
    id: { type: Number, primary: true, generated: true },
    room: { type: Number },
    starts: { type: Number },
    ends: { type: Number },
  },
  exclusions: [
    {
      name: 'bookings_apart',
      expression: 'USING gist (int4range(room, room, $$[]$$) WITH =, int4range("starts", "ends") WITH &&)',
    },
  ],
})
const bookings = (on: 'postgres' | 'sqljs') =>
  database({ entities: { bookings: Booking }, on, name: `bookings on ${on}` })

describe('an exclusion constraint on postgres', () => {
  const db = bookings('postgres')
  const { scenario } = suite({ category: 'database' }).given(db)

  scenario('is told by the columns that its expressions name, whatever the caller makes of it')
    .given(db.has(Booking, { room: 1, starts: 10, ends: 12 }))
    .when('the room is booked at the same time', () =>
      db
        .repository(Booking)
        .insert({ room: 1, starts: 11, ends: 13 })
        .catch(() => 409),
    )
    .expect('refused', (status) => expect(status).to.equal(409))
    .expect(db.violates.exclusion(Booking, 'room', 'starts', 'ends'))
    .expect(db.unchanged())

  it('fails with a sentence on other columns, on another constraint, and on an engine that has none', async () => {
    const stage = telling()
    const own = bookings('postgres')
    const other = bookings('sqljs')
    const again = (id: number, room: number) => async () => {
      await own.dataSource.query('INSERT INTO bookings (id, room, starts, ends) VALUES (1, 1, 10, 12)')
      await own.dataSource.query(`INSERT INTO bookings (id, room, starts, ends) VALUES (${id}, ${room}, 10, 12)`)
    }
    stage
      .scenario('other columns')
      .given(own)
      .when('y', again(2, 1))
      .expectError(own.violates.exclusion(Booking, 'room'))
    stage
      .scenario('another')
      .given(own)
      .when('y', again(1, 2))
      .expectError(own.violates.exclusion(Booking, 'room', 'starts', 'ends'))
    stage
      .scenario('nowhere')
      .given(other)
      .when('y', () => other.repository(Booking).insert({ room: 1, starts: 10, ends: 12 }))
      .expect(other.violates.exclusion(Booking, 'room'))
    const texts = (await stage.outcomes({ timeout: 10_000 })).map(({ error }) => error?.message)
    expect(texts[0]).to.match(
      /no statement of the when broke the exclusion of Booking\(room\)\. Broken was:\n {2}exclusion bookings\(room, starts, ends\): INSERT INTO .*exclusion\.test\.ts:\d+:\d+\)/,
    )
    expect(texts[1]).to.match(/Broken was:\n {2}unique bookings\(id\): INSERT INTO/)
    expect(texts[2]).to.match(
      /db\.violates\.exclusion\(Booking, 'room'\): SQLite .* has no exclusion constraints, so rows that exclude each other are stored; run this scenario on: 'postgres'/,
    )
    expect(() => own.violates.exclusion(Booking)).to.throw('db.violates.exclusion(Booking) needs the columns')
    expect(await stage.end()).to.deep.equal([])
  })
})
