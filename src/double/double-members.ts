import { running } from '../scenario/running.js'

/** By stub or by property, what undoes the first change that the scenario made to it. */
export type Changes = Map<unknown, () => void>

/** What a scenario changes is undone after it; what is told before, as in a file or a hook, holds for all that follow. */
export function inScenario(): boolean {
  const phase = running()?.phase
  return phase !== undefined && phase !== 'start'
}

/** What libraries look for on any object. */
const LOOKED_FOR = new Set<PropertyKey>([
  'then',
  'catch',
  'toJSON',
  'inspect',
  'constructor',
  'nodeType',
  'tagName',
  'length',
  'asymmetricMatch',
  '$$typeof',
  '__esModule',
  'onModuleInit',
  'onModuleDestroy',
  'onApplicationBootstrap',
  'onApplicationShutdown',
  'beforeApplicationShutdown',
])

/** What reading and changing the members of a double means; the first change of each in a scenario is remembered. */
export function membersOf(name: string, changes: Changes): ProxyHandler<object> {
  const remembering = (target: object, key: PropertyKey): void => {
    if (!inScenario() || changes.has(key)) return
    const before = Reflect.getOwnPropertyDescriptor(target, key)
    changes.set(key, () => {
      if (before) Reflect.defineProperty(target, key, before)
      else Reflect.deleteProperty(target, key)
    })
  }
  return {
    get(target, key) {
      if (Object.hasOwn(target, key)) return Reflect.get(target, key)
      const inherited = inheritedProperty(target, key)
      if (inherited && !inherited.get && !inherited.set) return inherited.value
      if (typeof key === 'symbol' || LOOKED_FOR.has(key) || !inScenario()) return undefined
      const what = inherited
        ? `is a getter of the class, which a double does not run`
        : `is no method of the class; fields are made by the constructor, which a double does not run, and abstract methods are not known at run time`
      throw new Error(`${name}.${key} was read on its double, and it ${what}; set it in a given: double.${key} = ...`)
    },
    // A setter of the class would run on an object that was not constructed.
    set(_target, key, value, double) {
      return Reflect.defineProperty(double, key, { value, writable: true, enumerable: true, configurable: true })
    },
    defineProperty(target, key, descriptor) {
      remembering(target, key)
      return Reflect.defineProperty(target, key, descriptor)
    },
    deleteProperty(target, key) {
      remembering(target, key)
      return Reflect.deleteProperty(target, key)
    },
  }
}

function inheritedProperty(target: object, key: PropertyKey): PropertyDescriptor | undefined {
  for (let at = Object.getPrototypeOf(target) as object | null; at !== null; at = Object.getPrototypeOf(at)) {
    const found = Reflect.getOwnPropertyDescriptor(at, key)
    if (found) return found
  }
  return undefined
}
