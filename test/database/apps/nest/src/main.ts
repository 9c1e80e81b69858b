import 'reflect-metadata'
import type { INestApplication } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { AppModule } from './app.module'

export async function createApp(): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'], abortOnError: false })
  return app.enableShutdownHooks([]).init()
}

if (require.main === module) void createApp().then((app) => app.listen(process.env.PORT ?? 3000))
