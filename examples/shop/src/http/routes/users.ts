import { Router } from 'express'
import { roles, type User } from '../../entities/index.js'
import { isEmailAddress } from '../../services/email-address.js'
import type { UserService } from '../../services/user-service.js'
import { requireRole } from '../authentication.js'
import { Fields } from '../fields.js'
import { idOf, queryPage, queryWords } from '../parameters.js'

function represent({ id, name, email, role }: User) {
  return { id, name, email, role }
}

const emailRule = { max: 254, be: { test: isEmailAddress, what: 'an e-mail address' } }

export function userRoutes(users: UserService): Router {
  const admin = requireRole('admin')
  return Router()
    .get('/', async (request, response) => {
      const found = await users.search(queryWords(request), queryPage(request))
      response.json(found.map(represent))
    })
    .post('/', admin, async (request, response) => {
      const fields = Fields.of(request.body)
      const user = {
        name: fields.text('name', { max: 100 }),
        email: fields.text('email', emailRule),
        ...(fields.has('role') && { role: fields.oneOf('role', roles) }),
      }
      fields.done()
      const created = await users.createUser(user)
      response.status(201).location(`/api/users/${created.id}`).json(represent(created))
    })
    .get('/:id', async (request, response) => {
      response.json(represent(await users.getUserById(idOf(request))))
    })
    .patch('/:id', admin, async (request, response) => {
      const id = idOf(request)
      const fields = Fields.of(request.body)
      const name = fields.text('name', { max: 100 })
      fields.done()
      response.json(represent(await users.rename(id, name)))
    })
    .delete('/:id', admin, async (request, response) => {
      await users.deleteUser(idOf(request))
      response.status(204).end()
    })
}
