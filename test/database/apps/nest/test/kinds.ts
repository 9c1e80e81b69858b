import { expect } from 'chai'
import { suite } from 'qa-integ'
import { json, status } from 'qa-integ/http'
import { integer } from 'qa-integ/match'
import { AuditLog } from '../src/audit/audit-log.service'
import { Booking } from '../src/bookings/booking.entity'
import { BookingService } from '../src/bookings/booking.service'
import { Show } from '../src/bookings/show.entity'
import { Ticket } from '../src/bookings/ticket.entity'
import { db, http, service } from './world'

const { scenario } = suite({ category: 'database', point: 'box office -> database' }).given(db).given(http)
const show = (n: number) => db.has(Show, { title: `Show ${n}`, free: 10 + n }).as('show')
const book = (guest: string, seats: number) =>
  http.post(({ show }: { show: Show }) => `/shows/${show.id}/bookings`, { guest, seats })

/** What an application does to its database, each as a scenario of its own number. */
export const kinds: readonly ((n: number) => void)[] = [
  (n) =>
    scenario(`a show is read, ${n}`)
      .given(show(n))
      .when(http.get(({ show }) => `/shows/${show.id}`))
      .expect(json({ title: `Show ${n}`, bookings: 0, seats: 0 }))
      .expect(db.unchanged())
      .expect(db.queries.atMost(1)),
  (n) =>
    scenario(`a show is announced, ${n}`)
      .when(http.post('/shows', { title: `  Show ${n} `, free: n }))
      .expect(status(201))
      .expect(db.row(Show, { title: `Show ${n}` }, { id: 1, free: n }))
      .expect(db.delta({ shows: +1 })),
  (n) =>
    scenario(`a title is taken once, ${n}`)
      .given(show(n))
      .when('it is announced again', () => service(BookingService).announce(`Show ${n} `, 1))
      .expectError(db.violates.unique(Show, 'title'))
      .expect(db.unchanged()),
  (n) =>
    scenario(`a booking takes seats and makes a ticket, ${n}`)
      .given(show(n))
      .when(book('ann@example.com', 2))
      .expect(status(201))
      .expect(json({ id: integer(), guest: 'ann@example.com', version: 1 }))
      .expect(db.row(Show, { title: `Show ${n}` }, { free: 8 + n }))
      .expect(db.row(Ticket, {}, { code: 'T-1-1' }))
      .expect(db.delta({ shows: { changed: 1 }, bookings: +1, tickets: +1, audit_entries: +1 })),
  (n) =>
    scenario(`too many seats are refused, and the audit log keeps it, ${n}`)
      .given(show(n))
      .when(book('ann@example.com', 11 + n))
      .expect(status(409))
      .expect('who was refused', async () => {
        const [entry] = await service(AuditLog).of('ann@example.com')
        expect(entry?.action).to.equal('refused')
      })
      .expect(db.delta({ audit_entries: +1 })),
  (n) =>
    scenario(`a guest books once, ${n}`)
      .given(show(n))
      .given(db.has(Booking, ({ show }) => ({ showId: show.id, guest: 'ann@example.com', seats: 1 })))
      .when(book('ann@example.com', 1))
      .expect(status(409))
      .expect(db.violates.unique(Booking, 'showId', 'guest'))
      .expect(db.delta({ audit_entries: +1 })),
  (n) =>
    scenario(`a show that there is not has no bookings, ${n}`)
      .when('it is booked', () => service(BookingService).book(1_000 + n, 'ann@example.com', 0))
      .expectError('it says so', (error) => expect(error.message).to.be.a('string'))
      .expect(db.none(Booking, {}))
      .expect(db.delta({ audit_entries: +1 })),
  (n) =>
    scenario(`a cancelled booking gives its seats back and makes way, ${n}`)
      .given(show(n))
      .when(book('ann@example.com', 3))
      .as('booked')
      .expect(status(201))
      .when(http.delete(({ booked }) => `/bookings/${(booked.body as Booking).id}`))
      .expect(status(204))
      .expect(db.delta({ shows: { changed: 1 }, bookings: { changed: 1 }, audit_entries: +1 }))
      .when(book('ann@example.com', 1))
      .expect(status(201))
      .expect(db.row(Show, { title: `Show ${n}` }, { free: 9 + n })),
  (n) =>
    scenario(`a booking that fails at its second statement leaves nothing but its refusal, ${n}`)
      .given(show(n))
      .given(db.failing({ statement: 2 }))
      .when(book('ann@example.com', 1))
      .expect(status(409))
      .expect(db.row(Show, { title: `Show ${n}` }, { free: 10 + n }))
      .expect(db.delta({ audit_entries: +1 })),
  (n) =>
    scenario(`many bookings go with their show, ${n}`)
      .given(show(n))
      .given(db.hasMany(Booking, 10 + n, (i) => ({ showId: 1, guest: `guest${i}@example.com`, seats: 1 })))
      .when('it is removed', ({ show }) => db.repository(Show).delete(show.id))
      .expect(db.delta({ shows: -1, bookings: -10 - n })),
  (n) =>
    scenario(`a delta that is told wrong fails, ${n}`)
      .when('a show is announced', () => service(BookingService).announce(`Show ${n}`, 1))
      .expect(db.delta({ shows: +2 })),
]
