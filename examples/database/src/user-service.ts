import type { DataSource, Repository } from 'typeorm'
import { Post, User } from './entities/index.js'

export interface Author {
  readonly name: string
  readonly posts: number
}

export class UserService {
  readonly #dataSource: DataSource
  readonly #users: Repository<User>

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource
    this.#users = dataSource.getRepository(User)
  }

  create(user: Pick<User, 'name' | 'email'> & Partial<Pick<User, 'role'>>): Promise<User> {
    return this.#users.save(this.#users.create(user))
  }

  async rename(id: number, name: string): Promise<void> {
    await this.#users.update(id, { name })
  }

  byEmail(email: string): Promise<User | null> {
    return this.#users.findOneBy({ email })
  }

  /** A user with a first post; one does not come without the other. */
  welcome(user: Pick<User, 'name' | 'email'>): Promise<User> {
    return this.#dataSource.transaction(async (manager) => {
      const { id } = await manager.save(manager.create(User, user))
      await manager.insert(Post, { userId: id, title: 'Hello', content: `I am ${user.name}` })
      return manager.findOneByOrFail(User, { id })
    })
  }

  /** Those who have written more than so many posts. */
  busiest(moreThan: number): Promise<Author[]> {
    return this.#users
      .createQueryBuilder('user')
      .innerJoin('user.posts', 'post')
      .select('user.name', 'name')
      .addSelect('CAST(COUNT(post.id) AS integer)', 'posts')
      .groupBy('user.id')
      .having('COUNT(post.id) > :moreThan', { moreThan })
      .orderBy('user.id')
      .getRawMany<Author>()
  }
}
