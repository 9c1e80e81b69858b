import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm'
import { OrderItem } from './order-item.js'
import { Payment } from './payment.js'
import { User } from './user.js'

export const orderStatuses = ['pending', 'completed', 'failed'] as const
export type OrderStatus = (typeof orderStatuses)[number]

@Entity('orders')
@Check('orders_total_not_negative', '"total" >= 0')
export class Order {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  /** Names the order to third parties, and makes a repeated charge harmless. */
  @Index('orders_reference_unique', { unique: true })
  @Column({ type: 'varchar', length: 36 })
  reference!: string

  @Index('orders_user')
  @Column({ type: 'integer' })
  userId!: number

  @ManyToOne(
    () => User,
    (user) => user.orders,
    { nullable: false, onDelete: 'RESTRICT' },
  )
  @JoinColumn({ name: 'userId', foreignKeyConstraintName: 'orders_user_fk' })
  user?: Relation<User>

  @Column({ type: 'simple-enum', enum: orderStatuses, default: 'pending' })
  status!: OrderStatus

  /** In cents. */
  @Column({ type: 'integer' })
  total!: number

  @CreateDateColumn({ type: 'datetime' })
  createdAt!: Date

  @OneToMany(
    () => OrderItem,
    (item) => item.order,
  )
  items?: Relation<OrderItem>[]

  @OneToOne(
    () => Payment,
    (payment) => payment.order,
  )
  payment?: Relation<Payment> | null
}
