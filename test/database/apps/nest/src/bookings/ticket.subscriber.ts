import { type EntitySubscriberInterface, EventSubscriber, type InsertEvent } from 'typeorm'
import { Booking } from './booking.entity'
import { Ticket } from './ticket.entity'

@EventSubscriber()
export class TicketSubscriber implements EntitySubscriberInterface<Booking> {
  listenTo() {
    return Booking
  }

  async afterInsert({ entity, manager }: InsertEvent<Booking>): Promise<void> {
    await manager.insert(Ticket, { bookingId: entity.id, code: `T-${entity.showId}-${entity.id}` })
  }
}
