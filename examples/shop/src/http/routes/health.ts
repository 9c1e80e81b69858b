import { Router } from 'express'
import type { DataSource } from 'typeorm'
import { ServiceUnavailable } from '../../errors.js'

export function healthRoutes(dataSource: DataSource): Router {
  return Router().get('/', async (_request, response) => {
    try {
      await dataSource.query('SELECT 1')
    } catch (error) {
      throw new ServiceUnavailable('database', error)
    }
    response.json({ status: 'ok' })
  })
}
