import { Check, Column, Entity, PrimaryGeneratedColumn } from 'typeorm'

@Entity('accounts')
@Check('accounts_balance_not_negative', '"balance" >= 0')
export class Account {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  /** In cents. */
  @Column({ type: 'integer', default: 0 })
  balance!: number
}
