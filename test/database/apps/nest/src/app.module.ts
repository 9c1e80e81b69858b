import { Module } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { AuditEntry } from './audit/audit-entry.entity'
import { AuditLog } from './audit/audit-log.service'
import { BookingController } from './bookings/booking.controller'
import { Booking } from './bookings/booking.entity'
import { BookingService } from './bookings/booking.service'
import { Show } from './bookings/show.entity'
import { Ticket } from './bookings/ticket.entity'
import { TicketSubscriber } from './bookings/ticket.subscriber'
import { connection } from './connection'
import { CreateBoxOffice1796000000000 } from './migrations/1796000000000-create-box-office'

@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({
        ...connection(),
        entities: [Show, Booking, Ticket],
        subscribers: [TicketSubscriber],
        migrations: [CreateBoxOffice1796000000000],
        migrationsRun: true,
      }),
    }),
    TypeOrmModule.forRootAsync({ name: 'audit', useFactory: () => ({ ...connection(), entities: [AuditEntry] }) }),
    TypeOrmModule.forFeature([Show, Booking]),
    TypeOrmModule.forFeature([AuditEntry], 'audit'),
  ],
  controllers: [BookingController],
  providers: [BookingService, AuditLog],
})
export class AppModule {}
