import { Check, Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from 'typeorm'

@Entity('products')
@Check('products_price_not_negative', '"price" >= 0')
@Check('products_stock_not_negative', '"stock" >= 0')
export class Product {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  @Index('products_sku_unique', { unique: true })
  @Column({ type: 'varchar', length: 32 })
  sku!: string

  @Column({ type: 'varchar', length: 120 })
  name!: string

  /** In cents. */
  @Column({ type: 'integer' })
  price!: number

  /** Pieces that can still be ordered. */
  @Column({ type: 'integer', default: 0 })
  stock!: number

  @CreateDateColumn({ type: 'datetime' })
  createdAt!: Date
}
