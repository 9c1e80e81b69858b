import { Router } from 'express'
import type { Product } from '../../entities/index.js'
import { InvalidInput } from '../../errors.js'
import type { ProductService } from '../../services/product-service.js'
import { requireRole } from '../authentication.js'
import { Fields } from '../fields.js'
import { idOf, queryPage, queryWords } from '../parameters.js'

function represent({ id, sku, name, price, stock }: Product) {
  return { id, sku, name, price, stock }
}

const sku = {
  max: 32,
  be: { test: (text: string) => /^[A-Za-z0-9-]+$/.test(text), what: 'letters, digits and dashes' },
}
const name = { max: 120 }
const price = { min: 1, max: 1_000_000 }
const stock = { min: 0, max: 1_000_000 }

export function productRoutes(products: ProductService): Router {
  const admin = requireRole('admin')
  return Router()
    .get('/', async (request, response) => {
      const found = await products.search(queryWords(request), queryPage(request))
      response.json(found.map(represent))
    })
    .post('/', admin, async (request, response) => {
      const fields = Fields.of(request.body)
      const product = {
        sku: fields.text('sku', sku),
        name: fields.text('name', name),
        price: fields.integer('price', price),
        stock: fields.has('stock') ? fields.integer('stock', stock) : 0,
      }
      fields.done()
      const created = await products.createProduct(product)
      response.status(201).location(`/api/products/${created.id}`).json(represent(created))
    })
    .get('/:id', async (request, response) => {
      response.json(represent(await products.getProductById(idOf(request))))
    })
    .patch('/:id', admin, async (request, response) => {
      const id = idOf(request)
      const fields = Fields.of(request.body)
      const values = {
        ...(fields.has('name') && { name: fields.text('name', name) }),
        ...(fields.has('price') && { price: fields.integer('price', price) }),
        ...(fields.has('stock') && { stock: fields.integer('stock', stock) }),
      }
      fields.done()
      if (Object.keys(values).length === 0) throw new InvalidInput('Nothing to change: give a name, price or stock')
      response.json(represent(await products.updateProduct(id, values)))
    })
    .delete('/:id', admin, async (request, response) => {
      await products.deleteProduct(idOf(request))
      response.status(204).end()
    })
}
