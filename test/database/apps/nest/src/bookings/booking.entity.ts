import {
  Column,
  DeleteDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  VersionColumn,
} from 'typeorm'
import { Show } from './show.entity'

/** One for each guest of a show; a cancelled one makes way for another. */
@Entity('bookings')
@Index('bookings_once', ['showId', 'guest'], { unique: true, where: '"cancelledAt" IS NULL' })
export class Booking {
  @PrimaryGeneratedColumn()
  id!: number

  @Column()
  showId!: number

  @ManyToOne(
    () => Show,
    (show) => show.bookings,
    { nullable: false, onDelete: 'CASCADE' },
  )
  @JoinColumn({ name: 'showId', foreignKeyConstraintName: 'bookings_show_fk' })
  show?: Show

  @Column({ length: 254 })
  guest!: string

  @Column()
  seats!: number

  @VersionColumn()
  version!: number

  @DeleteDateColumn()
  cancelledAt!: Date | null
}
