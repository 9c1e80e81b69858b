import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post } from '@nestjs/common'
import { BookingService } from './booking.service'

@Controller()
export class BookingController {
  constructor(private readonly bookings: BookingService) {}

  @Post('shows')
  announce(@Body() body: { title: string; free: number }) {
    return this.bookings.announce(body.title, body.free)
  }

  @Get('shows/:id')
  summary(@Param('id', ParseIntPipe) id: number) {
    return this.bookings.summary(id)
  }

  @Post('shows/:id/bookings')
  book(@Param('id', ParseIntPipe) id: number, @Body() body: { guest: string; seats: number }) {
    return this.bookings.book(id, body.guest, body.seats)
  }

  @Delete('bookings/:id')
  @HttpCode(204)
  cancel(@Param('id', ParseIntPipe) id: number) {
    return this.bookings.cancel(id)
  }
}
