import {
  arrayContaining,
  boolean,
  date,
  datetime,
  decimal,
  type Example,
  eachLike,
  eachValueLike,
  equal,
  includes,
  integer,
  like,
  type Matcher,
  nullValue,
  number,
  regex,
  type Shape,
  string,
  time,
  uuid,
  type Wire,
} from '../../src/match/index.js'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_same: Equal<A, B>) => {}

interface Order {
  id: number
  state: 'open' | 'paid'
  placedAt: Date
  customer: User
  lines: readonly { sku: string; amount: number }[]
}
interface User {
  id: number
  name: string
  email: string | null
  role: 'user' | 'admin'
  level: 1 | 2 | 3
  active: boolean
  nickname?: string
  orders: Order[]
  greet(): string
}

const shapeOf = <T>(_shape: Shape<T>) => {}
/** As `json(...)` reads a reply that has a type and one that has none. */
const json = <T>(_shape: unknown extends T ? unknown : Shape<T>) => {}

// Examples: matchers become the type that they match, at every depth.
same<Example<Matcher<number>>, number>(true)
same<Example<{ id: Matcher<number>; tags: string[] }>, { id: number; tags: string[] }>(true)
same<Example<readonly Matcher<string>[]>, string[]>(true)
same<Example<{ at: Date }>, { at: string }>(true)
same<Example<'plain'>, 'plain'>(true)
same<Example<null>, null>(true)

// What the words make.
same<ReturnType<typeof integer>, Matcher<number>>(true)
const user = like({ id: integer(7), name: 'Ann', tags: ['new'], at: new Date(), parent: { id: uuid() } })
same<typeof user, Matcher<{ id: number; name: string; tags: string[]; at: string; parent: { id: string } }>>(true)
same<Example<typeof user>['parent'], { id: string }>(true)
const users = eachLike({ id: integer() }, { min: 2 })
same<typeof users, Matcher<{ id: number }[]>>(true)
const rates = eachValueLike({ rate: decimal() }, 'USD')
same<typeof rates, Matcher<Record<string, { rate: number }>>>(true)
same<Example<{ rates: typeof rates }>, { rates: Record<string, { rate: number }> }>(true)
const some = arrayContaining('admin', { id: integer() })
same<Example<typeof some>, ('admin' | { id: number })[]>(true)
const none = nullValue()
same<typeof none, Matcher<null>>(true)

// A shape of a known type takes values and matchers, names only what it names.
shapeOf<User>({})
shapeOf<User>({ id: 7, name: 'Ann', role: 'admin', active: true, level: 2, email: null })
shapeOf<User>({
  id: integer(),
  name: like('Ann'),
  role: like('user'),
  level: integer(1),
  active: boolean(),
  email: nullValue(),
})
shapeOf<User>({ email: string(), nickname: regex(/^a/), name: includes('nn'), id: equal(7) })
shapeOf<User>(like({ id: integer(7), name: 'Ann' }))
shapeOf<User[]>(eachLike({ id: integer(), orders: eachLike({ placedAt: datetime() }) }))
shapeOf<User[]>([{ id: 7 }, like({ id: 7 })])
shapeOf<User[]>(arrayContaining({ name: 'Ann' }))
shapeOf<Order>({ placedAt: new Date(), customer: { name: 'Ann', orders: [{ id: 7 }] }, lines: eachLike({ sku: 'a' }) })
shapeOf<Order>({ placedAt: '2026-01-31T00:00:00.000Z', state: string('paid') })
shapeOf<Order>({ placedAt: date() })
shapeOf<Order>({ placedAt: time() })
shapeOf<Order>({ placedAt: like(new Date()), customer: like({ role: 'admin', email: null }) })
shapeOf<{ rates: Record<string, number> }>({ rates: eachValueLike(number(1)) })
shapeOf<{ rates: Record<string, number> }>({ rates: { EUR: 1, USD: decimal() } })
shapeOf<{ id: string | number }>({ id: integer() })
shapeOf<{ id: string | number }>({ id: uuid() })
shapeOf<{ total: bigint }>({ total: 7n })
shapeOf<string>(string())
shapeOf<number[]>([1, integer()])
shapeOf<{ nothing: undefined; name?: string }>({ nothing: undefined, name: undefined })

// @ts-expect-error a misspelt key
shapeOf<User>({ nmae: 'Ann' })
// @ts-expect-error a misspelt key below
shapeOf<Order>({ customer: { nmae: 'Ann' } })
// @ts-expect-error a misspelt key inside a matcher
shapeOf<User>(like({ id: 7, nmae: 'Ann' }))
// @ts-expect-error a misspelt key inside a matcher of a field
shapeOf<Order>({ customer: like({ id: 7, nmae: 'Ann' }) })
// @ts-expect-error a misspelt key in the elements of a matcher
shapeOf<User>({ id: 7, orders: eachLike({ id: 7, stat: 'paid' }) })
// @ts-expect-error a value of the wrong type
shapeOf<User>({ name: 7 })
// @ts-expect-error a matcher of the wrong type
shapeOf<User>({ name: integer() })
// @ts-expect-error a matcher of the wrong type inside another
shapeOf<User>(like({ id: string() }))
// @ts-expect-error an array where there is an object
shapeOf<Order>({ customer: eachLike({ id: 7 }) })
// @ts-expect-error elements of the wrong type
shapeOf<User[]>(eachLike({ id: 'seven' }))
// @ts-expect-error no member of the enumeration
shapeOf<User>({ role: 'root' })
// @ts-expect-error null where there is none
shapeOf<User>({ name: nullValue() })
// @ts-expect-error a date of numbers
shapeOf<Order>({ placedAt: 7 })
// @ts-expect-error an object in place of a number
shapeOf<User>({ id: like({ value: 7 }) })

// A reply that has no type leaves the shape free.
json<unknown>({ id: integer(), anything: [like('x')] })
json<User>({ id: integer() })
// @ts-expect-error a misspelt key of a typed reply
json<User>({ idd: integer() })

// A matcher is opaque: it has no member to complete or to build one from.
same<Extract<keyof Matcher<{ id: number }>, string>, never>(true)
// @ts-expect-error no member can be read
integer().value
// @ts-expect-error what is no matcher is none
const notOne: Matcher<number> = { value: 7 }
void notOne

// Wrong examples.
// @ts-expect-error not a number
integer('7')
// @ts-expect-error not a text
regex(/a/, 7)
// @ts-expect-error a text is no pattern
regex('a')
// @ts-expect-error an unknown option
eachLike(1, { minimum: 2 })

same<Wire<{ at: Date; role: 'a' | 'b' }>, { readonly at?: string | Date; readonly role?: string }>(true)

// Types that lead back to themselves.
type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
declare const anyJson: Json
const likeJson = like(anyJson)
shapeOf<Json>({ list: [1, integer(), { deep: like('x') }] })
shapeOf<Json>(likeJson)
interface Tree {
  name: string
  children: Tree[]
}
declare const tree: Tree
const likeTree = like(tree)
same<Example<typeof likeTree>['children'][number]['children'][number]['name'], string>(true)
shapeOf<Tree>({ children: [{ name: like('x'), children: eachLike({ name: 'y' }) }] })
const unknownMatcher: Matcher<unknown> = like({ a: 1 })
void unknownMatcher
