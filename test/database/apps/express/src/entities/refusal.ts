import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm'

/** A transfer that did not come about; kept although its transaction is rolled back. */
@Entity('refusals')
export class Refusal {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  @Column({ type: 'varchar', length: 200 })
  reason!: string
}
