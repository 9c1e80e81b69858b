import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm'
import { Order } from './order.js'
import { Product } from './product.js'

@Entity('order_items')
@Index('order_items_product_once', ['orderId', 'productId'], { unique: true })
@Check('order_items_quantity_positive', '"quantity" > 0')
@Check('order_items_price_not_negative', '"price" >= 0')
export class OrderItem {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  @Column({ type: 'integer' })
  orderId!: number

  @ManyToOne(
    () => Order,
    (order) => order.items,
    { nullable: false, onDelete: 'CASCADE' },
  )
  @JoinColumn({ name: 'orderId', foreignKeyConstraintName: 'order_items_order_fk' })
  order?: Relation<Order>

  @Index('order_items_product')
  @Column({ type: 'integer' })
  productId!: number

  @ManyToOne(() => Product, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'productId', foreignKeyConstraintName: 'order_items_product_fk' })
  product?: Relation<Product>

  @Column({ type: 'integer', default: 1 })
  quantity!: number

  /** Of one piece when it was ordered, in cents. */
  @Column({ type: 'integer' })
  price!: number
}
