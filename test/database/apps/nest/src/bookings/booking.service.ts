import { ConflictException, HttpException, Injectable, NotFoundException } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { DataSource, QueryFailedError, Repository } from 'typeorm'
import { AuditLog } from '../audit/audit-log.service'
import { Booking } from './booking.entity'
import { Show } from './show.entity'

export interface ShowSummary {
  readonly title: string
  readonly bookings: number
  readonly seats: number
}

@Injectable()
export class BookingService {
  constructor(
    private readonly dataSource: DataSource,
    @InjectRepository(Show) private readonly shows: Repository<Show>,
    @InjectRepository(Booking) private readonly bookings: Repository<Booking>,
    private readonly audit: AuditLog,
  ) {}

  announce(title: string, free: number): Promise<Show> {
    return this.shows.save(this.shows.create({ title, free }))
  }

  /** Takes the seats and writes the booking down, or neither; either way the audit log is told. */
  async book(showId: number, guest: string, seats: number): Promise<Booking> {
    try {
      const booking = await this.dataSource.transaction('SERIALIZABLE', async (manager) => {
        const { affected } = await manager
          .createQueryBuilder()
          .update(Show)
          .set({ free: () => '"free" - :seats' })
          .where('id = :showId AND free >= :seats', { showId, seats })
          .execute()
        if (affected === 0) throw new ConflictException('there are not so many seats')
        return manager.save(manager.create(Booking, { showId, guest, seats }))
      })
      await this.audit.record('booked', booking.guest)
      return booking
    } catch (error) {
      await this.audit.record('refused', guest)
      if (error instanceof HttpException) throw error
      if (error instanceof QueryFailedError) throw new ConflictException('this guest can not book this show')
      throw error
    }
  }

  async cancel(id: number): Promise<void> {
    const booking = await this.bookings.findOneBy({ id })
    if (!booking) throw new NotFoundException('there is no such booking')
    await this.dataSource.transaction(async (manager) => {
      await manager.softRemove(booking)
      await manager.increment(Show, { id: booking.showId }, 'free', booking.seats)
    })
    await this.audit.record('cancelled', booking.guest)
  }

  async summary(showId: number): Promise<ShowSummary> {
    const found = await this.shows
      .createQueryBuilder('show')
      .leftJoin('show.bookings', 'booking')
      .select('show.title', 'title')
      .addSelect('COUNT(booking.id)', 'bookings')
      .addSelect('COALESCE(SUM(booking.seats), 0)', 'seats')
      .where('show.id = :showId', { showId })
      .groupBy('show.title')
      .getRawOne<Record<keyof ShowSummary, string>>()
    if (!found) throw new NotFoundException('there is no such show')
    return { title: found.title, bookings: Number(found.bookings), seats: Number(found.seats) }
  }
}
