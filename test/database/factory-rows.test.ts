import 'reflect-metadata'
import { expect } from 'chai'
import {
  ChildEntity,
  Column,
  Entity,
  EntitySchema,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
  ViewEntity,
} from 'typeorm'
import { database, factory } from '../../src/database/index.js'
import { type Telling, telling } from '../support/tell.js'
import { decorate } from './decorate.js'

const id = [PrimaryGeneratedColumn({ type: 'integer' })]
const number = [Column({ type: 'integer' })]
const text = [Column({ type: 'varchar', length: 40 })]

class Address {
  street!: string
  city!: string
}
class Person {
  id!: number
  name!: string
  home!: Address
  boss!: Person | null
  passport?: Passport
  clubs?: Club[]
}
class Passport {
  code!: string
  person!: Person
}
class Club {
  id!: number
  name!: string
  members?: Person[]
}
decorate(Address, [], { street: text, city: text })
decorate(Person, [Entity('people')], {
  id,
  name: text,
  home: [Column(() => Address)],
  boss: [ManyToOne(() => Person, { nullable: true })],
  passport: [
    OneToOne(
      () => Passport,
      ({ person }) => person,
    ),
  ],
  clubs: [
    ManyToMany(
      () => Club,
      ({ members }) => members!,
    ),
    JoinTable({ name: 'memberships' }),
  ],
})
decorate(Passport, [Entity('passports')], {
  code: [PrimaryColumn({ type: 'varchar', length: 9 })],
  person: [
    OneToOne(
      () => Person,
      ({ passport }) => passport!,
      { nullable: false },
    ),
    JoinColumn(),
  ],
})
decorate(Club, [Entity('clubs')], {
  id,
  name: text,
  members: [
    ManyToMany(
      () => Person,
      ({ clubs }) => clubs!,
    ),
  ],
})

/** A line is found by its order and its number in it. */
class Order {
  id!: string
  lines?: Line[]
}
class Line {
  orderId!: string
  order!: Order
  position!: number
  what!: string
}
class Note {
  id!: number
  line!: Line
}
decorate(Order, [Entity('orders')], {
  id: [PrimaryGeneratedColumn('uuid')],
  lines: [
    OneToMany(
      () => Line,
      ({ order }) => order,
    ),
  ],
})
decorate(Line, [Entity('lines')], {
  orderId: [PrimaryColumn({ type: 'uuid' })],
  order: [ManyToOne(() => Order, 'lines'), JoinColumn({ name: 'orderId' })],
  position: [PrimaryColumn({ type: 'integer' })],
  what: text,
})
decorate(Note, [Entity('notes')], { id, line: [ManyToOne(() => Line, { nullable: false })] })

class Media {
  id!: number
  title!: string
}
class Photo extends Media {
  size!: string
}
decorate(Media, [Entity('media'), TableInheritance({ column: { type: 'varchar', name: 'kind' } })], { id, title: text })
decorate(Photo, [ChildEntity()], { size: text })

class Folder {
  id!: number
  name!: string
  parent!: Folder | null
  children?: Folder[]
}
decorate(Folder, [Entity('folders'), Tree('closure-table')], {
  id,
  name: text,
  parent: [TreeParent()],
  children: [TreeChildren()],
})
class Topic {
  id!: number
  name!: string
  parent!: Topic | null
  children?: Topic[]
}
decorate(Topic, [Entity('topics'), Tree('materialized-path')], {
  id,
  name: text,
  parent: [TreeParent()],
  children: [TreeChildren()],
})

/** Two that need each other, one of whom may come late. */
class Team {
  id!: number
  captainId!: number
  captain!: Player
}
class Player {
  id!: number
  teamId!: number
  team!: Team
}
decorate(Team, [Entity('teams')], {
  id,
  captainId: number,
  captain: [ManyToOne(() => Player, { deferrable: 'INITIALLY DEFERRED' }), JoinColumn({ name: 'captainId' })],
})
decorate(Player, [Entity('players')], {
  id,
  teamId: number,
  team: [ManyToOne(() => Team), JoinColumn({ name: 'teamId' })],
})

/** Two of whom one may be without the other. */
class Shop {
  id!: number
  flagship!: Branch | null
}
class Branch {
  id!: number
  shop!: Shop
  street!: string
}
decorate(Shop, [Entity('shops')], { id, flagship: [ManyToOne(() => Branch, { nullable: true })] })
decorate(Branch, [Entity('branches')], { id, shop: [ManyToOne(() => Shop, { nullable: false })], street: text })

/** Each leads to one of its kind, the first to itself. */
class Link {
  id!: string
  nextId!: string
  next!: Link
}
class Loop {
  id!: number
  nextId!: number
  next!: Loop
}
decorate(Link, [Entity('links')], {
  id: [PrimaryColumn({ type: 'varchar', length: 8 })],
  nextId: [Column({ type: 'varchar', length: 8 })],
  next: [ManyToOne(() => Link), JoinColumn({ name: 'nextId' })],
})
decorate(Loop, [Entity('loops')], {
  id,
  nextId: number,
  next: [ManyToOne(() => Loop), JoinColumn({ name: 'nextId' })],
})

class Name {
  name!: string
}
decorate(Name, [ViewEntity({ name: 'names', expression: 'SELECT name FROM people' })], {})

const entities = {
  people: Person,
  passports: Passport,
  clubs: Club,
  memberships: 'memberships',
  orders: Order,
  lines: Line,
  notes: Note,
  media: Media,
  photos: Photo,
  folders: Folder,
  topics: Topic,
  teams: Team,
  players: Player,
  shops: Shop,
  branches: Branch,
  links: Link,
  loops: Loop,
} as const
const nothing = () => {}

for (const on of ['sqlite', 'postgres'] as const)
  describe(`rows that lead to others, on ${on}`, () => {
    const db = database({ entities, on })
    let stage: Telling
    before(() => {
      stage = telling()
    })
    after(async () => {
      expect(await stage.end()).to.deep.equal([])
    })
    const passes = async () => expect(await stage.failure({ timeout: 20_000 })).to.equal('')
    const count = async (entity: Function) => db.repository(entity as typeof Person).count()

    it('have embedded objects filled, and those that are told kept', async () => {
      stage
        .scenario('x')
        .given(db.has(Person, { home: { city: 'Ulm' } as Address }).as('ann'))
        .when('y', ({ ann }) => ann)
        .expect('z', (ann) => {
          expect(ann).to.be.instanceOf(Person)
          expect(ann.home).to.include({ street: 'street 1', city: 'Ulm' })
        })
      await passes()
      stage
        .scenario('wrong')
        .given(db.has(Person, { home: { town: 'Ulm' } } as object))
        .when('y', nothing)
        .expect('z', nothing)
      expect(await stage.failure()).to.match(/Person\.home has no column "town"; it has street, city/)
    })

    it('leave a boss away who may be missing, and take one by entity, by id and by values', async () => {
      stage
        .scenario('x')
        .given(db.has(Person, { name: 'Ann' }).as('ann'))
        .given(db.has(Person, ({ ann }) => ({ name: 'Bob', boss: ann })))
        .given(db.has(Person, ({ ann }) => ({ name: 'Cid', boss: ann.id })))
        .given(db.has(Person, { name: 'Dan', boss: { name: 'Eve' } }))
        .when('y', () => db.repository(Person).find({ relations: { boss: true }, order: { name: 'ASC' } }))
        .expect('z', (all) =>
          expect(all.map(({ name, boss }) => [name, boss?.name ?? null])).to.deep.equal([
            ['Ann', null],
            ['Bob', 'Ann'],
            ['Cid', 'Ann'],
            ['Dan', 'Eve'],
            ['Eve', null],
          ]),
        )
      await passes()
    })

    it('get a parent each where no two may share one', async () => {
      stage
        .scenario('x')
        .given(db.has(Passport))
        .given(db.hasMany(Passport, 5))
        .when('y', () => count(Person))
        .expect('z', (people) => expect(people).to.equal(6))
      await passes()
    })

    it('are joined to lists of rows, from either side', async () => {
      stage
        .scenario('x')
        .given(db.has(Club, { name: 'chess' }).as('chess'))
        .given(
          db.has(Person, ({ chess }: { chess: Club }) => ({ name: 'Ann', clubs: [chess, { name: 'judo' }] })).as('ann'),
        )
        .given(db.has(Club, ({ ann }) => ({ name: 'golf', members: [ann.id] })))
        .when('y', () => db.repository(Person).findOneOrFail({ where: { name: 'Ann' }, relations: { clubs: true } }))
        .expect('z', ({ clubs }, { ann }) => {
          expect(clubs!.map(({ name }) => name).sort()).to.deep.equal(['chess', 'golf', 'judo'])
          expect(ann.clubs!.map(({ name }) => name)).to.deep.equal(['chess', 'judo'])
        })
      await passes()
    })

    it('have keys of several columns, of which some are of others', async () => {
      stage
        .scenario('x')
        .given(db.has(Order).as('order'))
        .given(db.hasMany(Line, 3, (i, { order }: { order: Order }) => ({ order, position: i })))
        .given(db.has(Note))
        .when('y', async ({ order }) => [
          await db.repository(Line).countBy({ orderId: order.id }),
          await count(Order),
          await count(Line),
        ])
        .expect('z', (counts) => expect(counts).to.deep.equal([3, 2, 4]))
      await passes()
      stage
        .scenario('wrong')
        .given(db.has(Note, { line: 5 }))
        .when('y', nothing)
        .expect('z', nothing)
      expect(await stage.failure()).to.match(
        /Note\.line leads to Line, which has a key of 2 columns; name them, as in \{/,
      )
      stage
        .scenario('wrong')
        .given(db.has(Order, { lines: [] }))
        .when('y', nothing)
        .expect('z', nothing)
      expect(await stage.failure()).to.match(/Order\.lines is kept in another table; say it of Line instead/)
    })

    it('are of the class that shares a table', async () => {
      stage
        .scenario('x')
        .given(db.has(Photo, { title: 'Sea', size: 'L' }))
        .given(db.hasMany(Photo, 2))
        .given(db.has(Media))
        .when('y', async () => [await count(Photo), await count(Media)])
        .expect('z', (counts) => expect(counts).to.deep.equal([3, 4]))
        .expect(db.row(Photo, { title: 'Sea' }, { size: 'L' }))
      await passes()
    })

    for (const Kind of [Folder, Topic] as const)
      it(`are part of the tree of ${Kind.name}`, async () => {
        stage
          .scenario('x')
          .given(db.has(Kind as typeof Folder, { name: 'root' }).as('root'))
          .given(
            db.has(Kind as typeof Folder, ({ root }: { root: Folder }) => ({ name: 'leaf', parent: root })).as('leaf'),
          )
          .given(db.hasMany(Kind as typeof Folder, 2, (_, { leaf }: { leaf: Folder }) => ({ parent: leaf })))
          .when('y', ({ root }) => db.dataSource.getTreeRepository(Kind as typeof Folder).countDescendants(root))
          .expect('z', (descendants) => expect(descendants).to.equal(4))
        await passes()
      })

    it('need each other, and one is completed when the other is there', async () => {
      stage
        .scenario('x')
        .given(db.has(Team).as('team'))
        .given(db.has(Player))
        .given(db.has(Branch))
        .given(db.has(Shop, { flagship: { street: 'Main' } }).as('shop'))
        .when('y', async ({ team, shop }) => ({
          team: await db.repository(Team).findOneOrFail({ where: { id: team.id }, relations: { captain: true } }),
          player: await db.repository(Player).findOneOrFail({ where: { team: { id: team.id } } }),
          shop: await db.repository(Shop).findOneOrFail({ where: { id: shop.id }, relations: { flagship: true } }),
          branch: await db.repository(Branch).findOneOrFail({ where: { street: 'Main' }, relations: { shop: true } }),
          counts: [await count(Team), await count(Player), await count(Shop), await count(Branch)],
        }))
        .expect('z', ({ team, player, shop, branch, counts }) => {
          expect(team.captain.id).to.equal(player.id)
          expect(shop.flagship!.id).to.equal(branch.id)
          expect(branch.shop.id).to.equal(shop.id)
          expect(counts).to.deep.equal([2, 2, 2, 2])
        })
      await passes()
    })

    it('lead to themselves, where their key is known', async () => {
      stage
        .scenario('x')
        .given(db.has(Link).as('link'))
        .given(db.has(Loop, { id: 7, next: 7 }))
        .given(db.hasMany(Link, 2))
        .when('y', () => db.repository(Link).find({ relations: { next: true } }))
        .expect('z', (links) => {
          expect(links).to.have.length(3)
          for (const link of links) expect(link.next.id).to.equal(link.id)
        })
      await passes()
      stage.scenario('wrong').given(db.has(Loop)).when('y', nothing).expect('z', nothing)
      expect(await stage.failure()).to.match(
        /db\.has\(Loop\) can't make the rows that each other need: Loop\.next -> Loop; the first row has to name itself, and only the database knows its key: give both, as in \{ id: 1, nextId: 1 \}/,
      )
    })
  })

describe('rows of a view', () => {
  it('are refused', async () => {
    const stage = telling()
    const db = database({ entities: { people: Person, passports: Passport, clubs: Club, names: Name } })
    stage.scenario('x').given(db.has(Name)).when('y', nothing).expect('z', nothing)
    stage.scenario('x').given(db.hasMany(Name, 2)).when('y', nothing).expect('z', nothing)
    const [one, many] = await stage.outcomes()
    expect(one!.error?.message).to.match(
      /db\.has\(Name\): Name is a view, which has no rows of its own; give rows to the tables/,
    )
    expect(many!.error?.message).to.match(/db\.hasMany\(Name\): Name is a view/)
    expect(await stage.end()).to.deep.equal([])
  })
})

describe('factories of the author', () => {
  interface User {
    id: number
    name: string
    age: number
    role: 'user' | 'admin'
    home: { city: string; street: string }
  }
  const User = new EntitySchema<User>({
    name: 'User',
    tableName: 'users',
    columns: {
      id: { type: Number, primary: true, generated: true },
      name: { type: String },
      age: { type: Number },
      role: { type: String, default: 'user' },
    },
    embeddeds: {
      home: {
        schema: new EntitySchema({ name: 'Home', columns: { city: { type: String }, street: { type: String } } }),
      },
    },
  } as never)
  const users = (seed?: number) =>
    database({
      entities: { users: User },
      factories: [
        factory(User, ({ n, random }) => ({
          name: `user ${n}`,
          age: random.integer(18, 99),
          role: random.pick(['user', 'admin']),
          home: { city: `city ${Math.floor(random() * 1_000)}` } as User['home'],
        })),
      ],
      ...(seed === undefined ? {} : { seed }),
    })

  /** What two scenarios in a row make, of one database. */
  async function made(db: ReturnType<typeof users>): Promise<User[][]> {
    const stage = telling()
    const seen: User[][] = []
    for (const title of ['one', 'another'])
      stage
        .scenario(title)
        .given(db.has(User))
        .given(db.has(User, { name: 'Ann', home: { street: 'Main' } as User['home'] }))
        .given(db.hasMany(User, 3, (i) => (i === 0 ? { age: 7 } : {})))
        .when('y', async () => void seen.push(await db.repository(User).find({ order: { id: 'ASC' } })))
        .expect('z', nothing)
    expect(await stage.failure()).to.equal('')
    await stage.end()
    return seen
  }

  it('win over generated values, and what a scenario says over them', async () => {
    const [one] = await made(users())
    expect(one!.map(({ name }) => name)).to.deep.equal(['user 1', 'Ann', 'user 3', 'user 4', 'user 5'])
    expect(one![2]!.age).to.equal(7)
    expect(one![1]!.home.street).to.equal('Main')
    expect(one![1]!.home.city).to.match(/^city \d+$/)
    expect(one![0]!.home.street).to.equal('street 1')
    for (const { age } of one!.filter(({ age }) => age !== 7)) expect(age).to.be.within(18, 99)
  })

  it('make the same rows in every scenario and every run, and others by another seed', async () => {
    const [one, another] = await made(users())
    expect(another).to.deep.equal(one)
    expect(await made(users(1))).to.deep.equal([one, one])
    expect((await made(users(2)))[0]).to.not.deep.equal(one)
  })

  it('are checked when suites load and when the database starts', async () => {
    expect(() => database({ entities: { users: User }, factories: [5] } as never)).to.throw(
      /takes what factory\(User, \.\.\.\) makes/,
    )
    expect(() => database({ entities: { users: User }, factories: {} } as never)).to.throw(/takes a list/)
    const one = factory(User, () => ({}))
    expect(() => database({ entities: { users: User }, factories: [one, one] })).to.throw(/two factories of User/)
    expect(() => database({ entities: { people: Person }, factories: [one] })).to.throw(
      /factory of User, which is not among the entities/,
    )
    expect(() => database({ entities: { users: User }, seed: {} } as never)).to.throw(/seed \}\) is a number or a text/)
    expect(() => factory(User, {} as never)).to.throw(/takes a function of the row/)
    for (const [values, text] of [
      [() => ({ nmae: 'x' }), /factory\(User\): User has no column "nmae" \(did you mean "name"\?\)/],
      [async () => ({}), /factory\(User\) has to hand back an object of values, at once/],
      [() => ({ age: 'old' }), /User\.age is a whole number, not 'old'/],
    ] as const) {
      const stage = telling()
      const db = database({ entities: { users: User }, factories: [factory(User, values as never)] })
      stage.scenario('x').given(db).when('y', nothing).expect('z', nothing)
      expect(await stage.failure()).to.match(text)
      await stage.end()
    }
  })
})
