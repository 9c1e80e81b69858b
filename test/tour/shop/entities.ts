import { Column, Entity, Index, ManyToOne, PrimaryGeneratedColumn } from 'typeorm'

@Entity('users')
export class User {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  @Column({ type: 'varchar' })
  name!: string

  @Index({ unique: true })
  @Column({ type: 'varchar' })
  email!: string

  @Column({ type: 'varchar', default: 'user' })
  role!: 'user' | 'admin'
}

@Entity('posts')
export class Post {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  @ManyToOne('User', { onDelete: 'CASCADE', nullable: false })
  user!: User

  @Column({ type: 'integer' })
  userId!: number

  @Column({ type: 'varchar' })
  title!: string

  @Column({ type: 'varchar' })
  content!: string
}

@Entity('accounts')
export class Account {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number

  @Column({ type: 'integer' })
  balance!: number
}
