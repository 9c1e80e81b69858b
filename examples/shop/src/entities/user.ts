import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm'
import { Order } from './order.js'

export const roles = ['user', 'admin'] as const
export type Role = (typeof roles)[number]

@Entity('users')
@Check('users_name_length', 'length("name") BETWEEN 1 AND 100')
export class User {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  @Column({ type: 'varchar', length: 100 })
  name!: string

  /** In lower case: an address is taken once, however it is written. */
  @Index('users_email_unique', { unique: true })
  @Column({ type: 'varchar', length: 254 })
  email!: string

  @Column({ type: 'simple-enum', enum: roles, default: 'user' })
  role!: Role

  @CreateDateColumn({ type: 'datetime' })
  createdAt!: Date

  @OneToMany(
    () => Order,
    (order) => order.user,
  )
  orders?: Relation<Order>[]
}
