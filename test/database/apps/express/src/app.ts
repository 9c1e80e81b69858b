import express, { type ErrorRequestHandler, type Express } from 'express'
import { type Bank, Refused } from './bank.js'

const errors: ErrorRequestHandler = (error, _request, response, _next) => {
  const status = error instanceof Refused ? error.status : 500
  response.status(status).json({ error: status === 500 ? 'internal error' : error.message })
}

/** The bank over HTTP. */
export function createApp(bank: Bank): Express {
  return express()
    .use(express.json())
    .post('/accounts', async ({ body }, response) => {
      response.status(201).json(await bank.open(body.iban, body.owner, body.balance))
    })
    .get('/accounts/:id', async ({ params }, response) => {
      const account = await bank.find(Number(params.id))
      response.status(account ? 200 : 404).json(account ?? { error: 'there is no such account' })
    })
    .delete('/accounts/:id', async ({ params }, response) => {
      await bank.close(Number(params.id))
      response.status(204).end()
    })
    .get('/accounts/:id/statement', async ({ params }, response) => {
      response.json(await bank.statement(Number(params.id)))
    })
    .post('/transfers', async ({ body }, response) => {
      response.status(201).json(await bank.transfer(body.from, body.to, body.amount))
    })
    .use(errors)
}
