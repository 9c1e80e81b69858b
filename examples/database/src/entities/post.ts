import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm'
import { User } from './user.js'

@Entity('posts')
export class Post {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  @Index('posts_user')
  @Column({ type: 'integer' })
  userId!: number

  @ManyToOne(
    () => User,
    (user) => user.posts,
    { nullable: false, onDelete: 'CASCADE' },
  )
  @JoinColumn({ name: 'userId', foreignKeyConstraintName: 'posts_user_fk' })
  user?: Relation<User>

  @Column({ type: 'varchar', length: 200 })
  title!: string

  @Column({ type: 'text', default: '' })
  content!: string
}
