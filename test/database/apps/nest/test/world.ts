import type { INestApplication } from '@nestjs/common'
import { database, type EngineName } from 'qa-integ/database'
import { target } from 'qa-integ/http'
import { DataSource } from 'typeorm'
import { createApp } from '../src/main'

let app: INestApplication

/** The application is started as it always is, at the address of a database that is made for the tests. */
export const db = database({
  on: (process.env.DB ?? 'sqlite') as EngineName,
  dataSource: async ({ url }) => {
    process.env.DATABASE_URL = url
    app = await createApp()
    return app.get(DataSource)
  },
})

export const http = target({ app: () => app, uses: [db] })

/** A service of the application, as its container has it. */
export const service = <S>(type: new (...args: never[]) => S): S => app.get(type)
