import { type DataSource, In } from 'typeorm'
import { Product } from '../entities/index.js'
import { Conflict, InvalidInput, NotFound } from '../errors.js'
import { containing, type Page } from './search.js'
import { inTransaction } from './transaction.js'
import { isViolation } from './violation.js'

export type NewProduct = Pick<Product, 'sku' | 'name' | 'price' | 'stock'>

export class ProductService {
  readonly #dataSource: DataSource

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
  }

  async createProduct(values: NewProduct): Promise<Product> {
    try {
      return await inTransaction(this.#dataSource, async (manager) => {
        const product = manager.create(Product, values)
        await manager.insert(Product, product)
        return product
      })
    } catch (error) {
      throw isViolation('unique', error) ? new Conflict('SKU already exists', error) : error
    }
  }

  async getProductById(id: number): Promise<Product> {
    const product = await this.#dataSource.manager.findOneBy(Product, { id })
    if (product === null) throw new NotFound('Product')
    return product
  }

  /** Products whose name or SKU holds the words. */
  search(words = '', { limit = 50, offset = 0 }: Page = {}): Promise<Product[]> {
    const where = words === '' ? {} : [{ name: containing(words) }, { sku: containing(words) }]
    return this.#dataSource.manager.find(Product, { where, order: { id: 'ASC' }, take: limit, skip: offset })
  }

  async updateProduct(id: number, values: Partial<Omit<NewProduct, 'sku'>>): Promise<Product> {
    const { affected } = await inTransaction(this.#dataSource, (manager) => manager.update(Product, { id }, values))
    if (affected === 0) throw new NotFound('Product')
    return this.getProductById(id)
  }

  async deleteProduct(id: number): Promise<void> {
    try {
      const { affected } = await inTransaction(this.#dataSource, (manager) => manager.delete(Product, { id }))
      if (affected === 0) throw new NotFound('Product')
    } catch (error) {
      throw isViolation('foreignKey', error) ? new Conflict('Product has been ordered', error) : error
    }
  }

  /** The same items, each at the price that its product has now. */
  async price<Item extends { readonly productId: number }>(
    items: readonly Item[],
  ): Promise<(Item & { price: number })[]> {
    const ids = items.map(({ productId }) => productId)
    const products = await this.#dataSource.manager.findBy(Product, { id: In(ids) })
    const prices = new Map(products.map(({ id, price }) => [id, price]))
    const unknown = items.flatMap(({ productId }, index) =>
      prices.has(productId) ? [] : [{ field: `items[${index}].productId`, message: 'There is no such product' }],
    )
    if (unknown.length > 0) throw new InvalidInput('The order names a product that does not exist', unknown)
    return items.map((item) => ({ ...item, price: prices.get(item.productId)! }))
  }
}
