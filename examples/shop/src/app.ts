import express, { type Express, Router } from 'express'
import type { DataSource } from 'typeorm'
import { authenticate } from './http/authentication.js'
import { errorReply, noSuchRoute } from './http/error-reply.js'
import { healthRoutes } from './http/routes/health.js'
import { orderRoutes } from './http/routes/orders.js'
import { productRoutes } from './http/routes/products.js'
import { userRoutes } from './http/routes/users.js'
import { defaultServices, developmentKeys, type ShopOptions } from './options.js'
import { Mailer } from './services/mailer.js'
import { OrderBook } from './services/order-book.js'
import { OrderReader } from './services/order-reader.js'
import { OrderService } from './services/order-service.js'
import { PaymentGateway } from './services/payment-gateway.js'
import { ProductService } from './services/product-service.js'
import { TokenVerifier } from './services/token-verifier.js'
import { UserService } from './services/user-service.js'

/** The shop's HTTP API over a data source that the caller has initialised. */
export function createApp(dataSource: DataSource, options: ShopOptions = {}): Express {
  const { keys = developmentKeys, resilience, onError = console.error } = options
  const urls = { ...defaultServices, ...options.services }
  const users = new UserService(dataSource)
  const products = new ProductService(dataSource)
  const orders = new OrderService(new PaymentGateway(urls.payment, resilience), new Mailer(urls.email, resilience), {
    tokens: new TokenVerifier(urls.auth, resilience),
    book: new OrderBook(dataSource),
  })

  const api = Router()
    .use('/health', healthRoutes(dataSource))
    .use(authenticate(keys))
    .use(express.json({ limit: '100kb' }))
    .use('/users', userRoutes(users))
    .use('/products', productRoutes(products))
    .use('/orders', orderRoutes({ users, products, orders, reader: new OrderReader(dataSource) }))

  return express().disable('x-powered-by').use('/api', api).use(noSuchRoute).use(errorReply(onError))
}
