import { BeforeInsert, BeforeUpdate, Check, Column, Entity, OneToMany, PrimaryGeneratedColumn } from 'typeorm'
import { Booking } from './booking.entity'

@Entity('shows')
@Check('shows_free_not_negative', '"free" >= 0')
export class Show {
  @PrimaryGeneratedColumn()
  id!: number

  @Column({ length: 120, unique: true })
  title!: string

  /** Seats that nobody has booked. */
  @Column()
  free!: number

  @OneToMany(
    () => Booking,
    (booking) => booking.show,
  )
  bookings?: Booking[]

  @BeforeInsert()
  @BeforeUpdate()
  tidy(): void {
    this.title = this.title.trim()
  }
}
