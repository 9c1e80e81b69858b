import 'reflect-metadata'
import {
  Check,
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
} from 'typeorm'
import { decorate } from './decorate.js'

export class User {
  id!: number
  email!: string
  name!: string
  role!: 'user' | 'admin'
  password!: string | null
  createdAt!: Date
  updatedAt!: Date
  deletedAt!: Date | null
}

export class Post {
  id!: number
  userId!: number
  user?: User
  title!: string
  tags?: Tag[]
}

export class Tag {
  id!: string
  code!: string
  owner!: User
  extra!: object
  bytes!: Buffer
  hidden!: boolean
}

export class Account {
  iban!: string
  balance!: number
}

/** Two that can not be without each other. */
export class Hen {
  id!: number
  eggId!: number
  egg?: Egg
}

export class Egg {
  id!: number
  henId!: number
  hen?: Hen
}

const id = [PrimaryGeneratedColumn({ type: 'integer' })]

decorate(User, [Entity('users')], {
  id,
  email: [Index('users_email', { unique: true }), Column({ type: 'varchar', length: 40 })],
  name: [Column({ type: 'varchar', length: 20 })],
  role: [Column({ type: 'simple-enum', enum: ['user', 'admin'], default: 'user' })],
  password: [Column({ type: 'varchar', select: false, nullable: true })],
  createdAt: [CreateDateColumn({ type: 'datetime' })],
  updatedAt: [UpdateDateColumn({ type: 'datetime' })],
  deletedAt: [DeleteDateColumn({ type: 'datetime' })],
})
decorate(Tag, [Entity('tags')], {
  id: [PrimaryGeneratedColumn('uuid')],
  code: [Column({ type: 'varchar', length: 3, unique: true })],
  owner: [ManyToOne(() => User, { nullable: false })],
  extra: [Column({ type: 'simple-json' })],
  bytes: [Column({ type: 'blob' })],
  hidden: [Column({ type: 'boolean' })],
})
decorate(Post, [Entity('posts')], {
  id,
  userId: [Column({ type: 'integer' })],
  user: [ManyToOne(() => User, { onDelete: 'CASCADE' }), JoinColumn({ name: 'userId' })],
  title: [Column({ type: 'varchar' })],
  tags: [ManyToMany(() => Tag), JoinTable({ name: 'post_tags' })],
})
decorate(Account, [Entity('accounts'), Check('accounts_balance', '"balance" >= 0')], {
  iban: [PrimaryColumn({ type: 'varchar', length: 10 })],
  balance: [Column({ type: 'integer' })],
})
decorate(Hen, [Entity('hens')], { id, eggId: [Column({ type: 'integer' })], egg: [ManyToOne(() => Egg)] })
decorate(Egg, [Entity('eggs')], { id, henId: [Column({ type: 'integer' })], hen: [ManyToOne(() => Hen)] })
