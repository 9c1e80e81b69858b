import type { SinonStub } from 'sinon'
import sinon from 'sinon'

/** Where Sinon keeps what a stub was told to do. */
interface Behaviour {
  defaultBehavior: object | null
  behaviors: (object | undefined)[]
  fakes: (SinonStub & Behaviour)[]
}

/** What a stub is told to do now; what it hands back tells it the same again. */
export function remember(stub: SinonStub): () => void {
  const state = stub as SinonStub & Behaviour
  const defaultBehavior = copyOf(state.defaultBehavior)
  const behaviors = Array.from(state.behaviors, copyOf)
  const fakes = [...state.fakes]
  const rememberedFakes = fakes.map(remember)
  return () => {
    state.defaultBehavior = copyOf(defaultBehavior)
    state.behaviors = behaviors.map(copyOf)
    state.fakes = [...fakes]
    for (const back of rememberedFakes) back()
  }
}

/** A behaviour is changed in place when the stub is told more. */
function copyOf<B extends object | null | undefined>(behaviour: B): B {
  if (!behaviour) return behaviour
  return Object.create(Object.getPrototypeOf(behaviour), Object.getOwnPropertyDescriptors(behaviour)) as B
}

/** The words that tell a stub what to do: those that a spy has not. */
const telling = (() => {
  const spy = new Set(Object.getOwnPropertyNames(sinon.spy()))
  const stub = sinon.stub() as unknown as Record<string, unknown>
  return [...Object.getOwnPropertyNames(stub).filter((name) => !spy.has(name)), 'withArgs'].filter(
    (name) => typeof stub[name] === 'function',
  )
})()

const WATCHED = Symbol('watched')

/** Calls `before` each time the stub, or what it answers to certain arguments, is about to be told what to do. */
export function beforeTold(stub: SinonStub, before: () => void): void {
  const words = stub as unknown as Record<PropertyKey, (...args: unknown[]) => unknown>
  if (Object.hasOwn(words, WATCHED)) return
  Object.defineProperty(stub, WATCHED, { value: true })
  for (const name of telling) {
    const original = words[name]!
    Object.defineProperty(stub, name, {
      value(this: unknown, ...args: unknown[]) {
        before()
        const result = original.apply(this, args)
        if (name === 'withArgs') beforeTold(result as SinonStub, before)
        return result
      },
      configurable: true,
      writable: true,
    })
  }
}
