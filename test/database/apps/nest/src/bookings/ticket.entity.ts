import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm'

/** What a guest shows at the door; a subscriber makes one for each booking. */
@Entity('tickets')
export class Ticket {
  @PrimaryGeneratedColumn()
  id!: number

  @Column()
  bookingId!: number

  @Column({ length: 40, unique: true })
  code!: string
}
