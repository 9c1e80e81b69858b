export { createApp } from './app.js'
export { createDataSource, entities } from './data-source.js'
export {
  Order,
  OrderItem,
  type OrderStatus,
  Payment,
  type PaymentStatus,
  Product,
  type Role,
  User,
} from './entities/index.js'
export {
  Conflict,
  Forbidden,
  InvalidInput,
  NotFound,
  PaymentFailed,
  type Problem,
  ServiceUnavailable,
  ShopError,
  Unauthenticated,
} from './errors.js'
export type { ApiKeys, Client } from './http/api-keys.js'
export type { ErrorBody } from './http/error-reply.js'
export { defaultServices, developmentKeys, type ServiceUrls, type ShopOptions } from './options.js'
export { Mailer, type Receipt } from './services/mailer.js'
export { type BookedItem, type Booking, OrderBook } from './services/order-book.js'
export { type OrderFilter, OrderReader } from './services/order-reader.js'
export { type NewOrder, OrderService, type OrderServiceOptions, type ProcessedOrder } from './services/order-service.js'
export { type Card, type Charge, type ChargeDetails, PaymentGateway } from './services/payment-gateway.js'
export { type NewProduct, ProductService } from './services/product-service.js'
export { defaultResilience, type Resilience } from './services/resilience.js'
export { type Identity, TokenVerifier } from './services/token-verifier.js'
export { type NewUser, UserService } from './services/user-service.js'
