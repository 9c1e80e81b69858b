import type { SinonStub, SinonStubbedInstance } from 'sinon'
import sinon from 'sinon'
import { afterEveryScenario, running } from '../scenario/running.js'
import { type Changes, inScenario, membersOf } from './double-members.js'
import { account } from './spied.js'
import { beforeTold, remember } from './stub-state.js'

/**
 * Makes a typed Sinon double of a class: every method is a stub, the constructor does not run. The object stays the same, so it can be
 * declared beside the suite; after every scenario its behaviour, its history and its fields are as they were before. A field, a getter or an
 * abstract method is not known from a class: reading one that was not set is an error that says so.
 *
 * @throws TypeError when it is handed something else than a class with methods.
 * @example
 * ```ts
 * import { scenario } from 'qa-integ'
 * import { called, double } from 'qa-integ/component'
 *
 * class Mailer {
 *   async receipt(to: string): Promise<void> {
 *     throw new Error(`no mail may go out to ${to}`)
 *   }
 * }
 * const mailer = double(Mailer)
 *
 * scenario('a receipt is sent')
 *   .given('the mail server works', () => void mailer.receipt.resolves())
 *   .when('it is sent', () => mailer.receipt('ann@example.com'))
 *   .expect(called(mailer.receipt).with('ann@example.com').times(1))
 * ```
 */
export function double<T>(type: abstract new (...args: never[]) => T): SinonStubbedInstance<T> {
  if (typeof type !== 'function' || typeof type.prototype !== 'object')
    throw new TypeError(
      `double(...) needs a class; it was handed ${typeof type === 'function' ? 'a function' : typeof type}`,
    )
  const name = type.name || 'the class'
  const target = stubInstance(type, name)
  const changes: Changes = new Map()
  const stubs = stubsOf(target)
  for (const [key, stub] of stubs) {
    const member = `${name}.${String(key)}`
    account(stub, { name: member })
    beforeTold(stub, () => {
      refuseInStart(member)
      if (inScenario() && !changes.has(stub)) changes.set(stub, remember(stub))
    })
  }
  const forget = () => {
    for (const [, stub] of stubs) if (stub.callCount > 0) stub.resetHistory()
  }
  keep(
    {
      reset() {
        forget()
        for (const undo of [...changes.values()].reverse()) undo()
        changes.clear()
      },
      remember() {
        const fields = Object.getOwnPropertyDescriptors(target)
        const told = stubs.map(([, stub]) => remember(stub))
        return () => {
          forget()
          for (const key of Reflect.ownKeys(target))
            if (!Object.hasOwn(fields, key)) Reflect.deleteProperty(target, key)
          Object.defineProperties(target, fields)
          for (const back of told) back()
        }
      },
    },
    target,
  )
  return new Proxy(target, membersOf(name, changes)) as SinonStubbedInstance<T>
}

/** Nothing tells a double when a background or a handle ends, so what they tell it would leak into other suites. */
function refuseInStart(member: string): void {
  if (running()?.phase === 'start')
    throw new Error(
      `${member} was told what to do while a background or a handle started, and would keep it for other suites; ` +
        'tell it in a given of each scenario, or once where the double is declared',
    )
}

type Stubs = readonly (readonly [PropertyKey, SinonStub])[]

/** In a sandbox of its own: `sinon.restore()` in a suite must not bring the real methods back. */
function stubInstance(type: abstract new (...args: never[]) => unknown, name: string): object {
  try {
    return sinon.createSandbox().createStubInstance(type as new () => object)
  } catch (error) {
    throw new TypeError(
      `double(${name}): the class has no methods to stub; fields and abstract methods are not known at run time`,
      {
        cause: error,
      },
    )
  }
}

function stubsOf(target: object): Stubs {
  return Reflect.ownKeys(target).flatMap((key) => {
    const stub: unknown = Reflect.get(target, key)
    return typeof stub === 'function' ? [[key, stub as SinonStub] as const] : []
  })
}

/** All doubles of the process that are still in use. */
const KEY = Symbol.for('qa-integ.doubles')
const shared = globalThis as { [KEY]?: Set<WeakRef<Kept>> }
const resets = new WeakMap<object, Kept>()

interface Kept {
  readonly reset: () => void
  readonly remember: () => () => void
}

/** Runs `reset` after every scenario, as long as `owner` lives. */
function keep(kept: Kept, owner: object): void {
  shared[KEY] ??= new Set()
  resets.set(owner, kept)
  shared[KEY].add(new WeakRef(kept))
  afterEveryScenario(
    'doubles',
    () => {
      for (const { reset } of living()) reset()
    },
    () => {
      const backs = living().map(({ remember }) => remember())
      return () => {
        for (const back of backs) back()
      }
    },
  )
}

function living(): Kept[] {
  const all: Kept[] = []
  for (const reference of shared[KEY] ?? []) {
    const kept = reference.deref()
    if (kept) all.push(kept)
    else shared[KEY]?.delete(reference)
  }
  return all
}
