import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.js'
import { createDataSource } from './data-source.js'
import { parseApiKeys } from './http/api-keys.js'
import { defaultServices, type ShopOptions } from './options.js'

const { PORT = '8080', SHOP_DATABASE = 'shop.sqlite', SHOP_API_KEYS, NODE_ENV } = process.env
if (NODE_ENV === 'production' && SHOP_API_KEYS === undefined) {
  throw new Error('Set SHOP_API_KEYS to key:role,key:role before the shop starts in production')
}
const options: ShopOptions = {
  ...(SHOP_API_KEYS !== undefined && { keys: parseApiKeys(SHOP_API_KEYS) }),
  services: {
    payment: process.env.PAYMENT_SERVICE_URL ?? defaultServices.payment,
    email: process.env.EMAIL_SERVICE_URL ?? defaultServices.email,
    auth: process.env.AUTH_SERVICE_URL ?? defaultServices.auth,
  },
}

const dataSource = createDataSource(SHOP_DATABASE)
await dataSource.initialize()
await dataSource.runMigrations()

const server = createServer(createApp(dataSource, options))
server.listen(Number(PORT), () => {
  console.log(`The shop is ready on http://localhost:${(server.address() as AddressInfo).port}`)
})

function stop(): void {
  server.close(() => void dataSource.destroy())
  server.closeIdleConnections()
}
process.once('SIGINT', stop).once('SIGTERM', stop)
