import { EntitySchema } from 'typeorm'
import { type Database, database } from '../../src/database/index.js'
import { findBinaries } from '../../src/database/mysql/server.js'
import { SQLITE } from '../support/sqlite-type.js'

export interface Author {
  id: number
  email: string
  born: Date
  active: boolean
  bio: string | null
}
export interface Novel {
  id: string
  title: string
  pages: number
  authorId: number
}

export const Author = new EntitySchema<Author>({
  name: 'Author',
  tableName: 'authors',
  columns: {
    id: { type: Number, primary: true, generated: true },
    email: { type: String, length: 40, unique: true },
    born: { type: Date },
    active: { type: Boolean, default: true },
    bio: { type: String, nullable: true },
  },
})
export const Novel = new EntitySchema<Novel>({
  name: 'Novel',
  tableName: 'novels',
  columns: {
    id: { type: 'uuid', primary: true, generated: 'uuid' },
    title: { type: String, length: 80 },
    pages: { type: Number, default: 100 },
    authorId: { type: Number },
  },
  checks: [{ name: 'novels_pages', expression: '"pages" > 0' }],
  indices: [{ name: 'novels_author', columns: ['authorId'] }],
  relations: {
    // @ts-expect-error the relation has no property of its own in the interface
    author: {
      type: 'many-to-one',
      target: 'Author',
      joinColumn: { name: 'authorId' },
      onDelete: 'CASCADE',
      nullable: false,
    },
  },
})

export type Library = Database<'authors' | 'novels'>

export type EngineKey = 'sqlite' | 'better-sqlite3' | 'sqljs' | 'postgres' | 'mariadb'

/** The same tables on any engine that there is; with more than one connection, each query runner has its own. */
export const library = (on: EngineKey, connections = 1): Library =>
  database({ entities: { authors: Author, novels: Novel }, on, connections, strict: true, name: on })

/** The server that `mariadb` is here, and why there is none. */
const here: { readonly type?: 'mariadb' | 'mysql'; readonly why?: string } = (() => {
  try {
    return { type: findBinaries().type }
  } catch (error) {
    return { why: (error as Error).message }
  }
})()

/** Which of the two servers `mariadb` is on this machine. */
export const serverHere = here.type

/** Why nothing can be seen on MariaDB here, if it can't. */
export const withoutMariadb = here.why

/** Tells what needs a MariaDB server, where this machine has one; else a test that is skipped says why. */
export function unlessWithout(title: string, tell: () => void): void {
  if (withoutMariadb === undefined) tell()
  else it.skip(`${title} on mariadb: ${withoutMariadb}`)
}

/** One for each that this machine has, for all scenarios of a worker. */
export const engines: Readonly<Partial<Record<EngineKey, Library>>> = {
  // With TypeORM 1 it is one of the others.
  ...(SQLITE === 'sqlite' ? { sqlite: library('sqlite') } : {}),
  'better-sqlite3': library('better-sqlite3'),
  sqljs: library('sqljs'),
  postgres: library('postgres'),
  ...(withoutMariadb === undefined ? { mariadb: library('mariadb') } : {}),
}
