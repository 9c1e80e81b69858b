import type { DataSource } from 'typeorm'
import { type Role, User } from '../entities/index.js'
import { Conflict, Forbidden, InvalidInput, NotFound } from '../errors.js'
import { isEmailAddress } from './email-address.js'
import { containing, type Page } from './search.js'
import { inTransaction } from './transaction.js'
import { isViolation } from './violation.js'

export interface NewUser {
  readonly name: string
  readonly email: string
  readonly role?: Role
}

export class UserService {
  readonly #dataSource: DataSource

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
  }

  /** Whether the address is free is the unique index's to say: a look beforehand would be a race. */
  async createUser({ name, email, role = 'user' }: NewUser): Promise<User> {
    if (!isEmailAddress(email)) throw new InvalidInput('Invalid email format')
    try {
      return await inTransaction(this.#dataSource, async (manager) => {
        const user = manager.create(User, { name, email: email.toLowerCase(), role })
        await manager.insert(User, user)
        return user
      })
    } catch (error) {
      throw isViolation('unique', error) ? new Conflict('Email already exists', error) : error
    }
  }

  async getUserById(id: number): Promise<User> {
    const user = await this.#dataSource.manager.findOneBy(User, { id })
    if (user === null) throw new NotFound('User')
    return user
  }

  /** Users whose name or e-mail address holds the words. */
  search(words = '', { limit = 50, offset = 0 }: Page = {}): Promise<User[]> {
    const where = words === '' ? {} : [{ name: containing(words) }, { email: containing(words) }]
    return this.#dataSource.manager.find(User, { where, order: { id: 'ASC' }, take: limit, skip: offset })
  }

  async rename(id: number, name: string): Promise<User> {
    await this.#change(id, { name })
    return this.getUserById(id)
  }

  async promoteToAdmin(id: number, byUserId: number): Promise<User> {
    const by = await this.getUserById(byUserId)
    if (by.role !== 'admin') throw new Forbidden()
    await this.#change(id, { role: 'admin' })
    return this.getUserById(id)
  }

  async deleteUser(id: number): Promise<void> {
    try {
      const { affected } = await inTransaction(this.#dataSource, (manager) => manager.delete(User, { id }))
      if (affected === 0) throw new NotFound('User')
    } catch (error) {
      throw isViolation('foreignKey', error) ? new Conflict('User has orders', error) : error
    }
  }

  async #change(id: number, values: Partial<Pick<User, 'name' | 'role'>>): Promise<void> {
    const { affected } = await inTransaction(this.#dataSource, (manager) => manager.update(User, { id }, values))
    if (affected === 0) throw new NotFound('User')
  }
}
