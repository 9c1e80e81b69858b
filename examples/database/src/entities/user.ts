import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm'
import { Post } from './post.js'

export const roles = ['user', 'admin'] as const
export type Role = (typeof roles)[number]

@Entity('users')
@Check('users_role', `"role" IN ('user', 'admin')`)
export class User {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  @Column({ type: 'varchar', length: 100 })
  name!: string

  @Index('users_email_unique', { unique: true })
  @Column({ type: 'varchar', length: 254 })
  email!: string

  @Column({ type: 'varchar', length: 10, default: 'user' })
  role!: Role

  @CreateDateColumn()
  createdAt!: Date

  @OneToMany(
    () => Post,
    (post) => post.user,
  )
  posts?: Relation<Post>[]
}
