import { BeforeInsert, Check, Column, DeleteDateColumn, Entity, Index, PrimaryGeneratedColumn } from 'typeorm'

@Entity('accounts')
@Check('accounts_balance_not_negative', '"balance" >= 0')
export class Account {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  @Index('accounts_iban_unique', { unique: true })
  @Column({ type: 'varchar', length: 34 })
  iban!: string

  @Column({ type: 'varchar', length: 100 })
  owner!: string

  /** In cents. */
  @Column({ type: 'integer', default: 0 })
  balance!: number

  @DeleteDateColumn()
  closedAt!: Date | null

  /** An IBAN is the same with and without blanks. */
  @BeforeInsert()
  normalise(): void {
    this.iban = this.iban.replaceAll(' ', '').toUpperCase()
  }
}
