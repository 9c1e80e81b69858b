import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  OneToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm'
import { Order } from './order.js'

export const paymentStatuses = ['succeeded', 'failed'] as const
export type PaymentStatus = (typeof paymentStatuses)[number]

@Entity('payments')
@Check('payments_amount_not_negative', '"amount" >= 0')
export class Payment {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  @Column({ type: 'integer' })
  orderId!: number

  @OneToOne(
    () => Order,
    (order) => order.payment,
    { nullable: false, onDelete: 'CASCADE' },
  )
  @JoinColumn({ name: 'orderId', foreignKeyConstraintName: 'payments_order_fk' })
  order?: Relation<Order>

  /** What the payment service calls it; none when it failed. */
  @Index('payments_provider_unique', { unique: true })
  @Column({ type: 'varchar', length: 64, nullable: true })
  providerId!: string | null

  /** In cents. */
  @Column({ type: 'integer' })
  amount!: number

  @Column({ type: 'simple-enum', enum: paymentStatuses })
  status!: PaymentStatus

  /** Why it failed. */
  @Column({ type: 'varchar', length: 300, nullable: true })
  failure!: string | null

  @CreateDateColumn({ type: 'datetime' })
  createdAt!: Date
}
