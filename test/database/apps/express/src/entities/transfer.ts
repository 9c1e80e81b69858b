import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm'
import { Account } from './account.js'

@Entity('transfers')
@Check('transfers_amount_positive', '"amount" > 0')
export class Transfer {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  @Index('transfers_from')
  @Column({ type: 'integer' })
  fromId!: number

  @ManyToOne(() => Account, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'fromId', foreignKeyConstraintName: 'transfers_from_fk' })
  from?: Relation<Account>

  @Index('transfers_to')
  @Column({ type: 'integer' })
  toId!: number

  @ManyToOne(() => Account, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'toId', foreignKeyConstraintName: 'transfers_to_fk' })
  to?: Relation<Account>

  /** In cents. */
  @Column({ type: 'integer' })
  amount!: number

  @CreateDateColumn()
  createdAt!: Date
}
