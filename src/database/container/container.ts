/**
 * The engines that a container can have.
 *
 * @example
 * ```ts
 * import type { ContainerEngine } from 'qa-integ/database'
 *
 * const engine: ContainerEngine = 'postgres'
 * ```
 */
export type ContainerEngine = 'postgres' | 'mysql' | 'mariadb'

const MARK = Symbol.for('qa-integ.container')

/**
 * A database server that runs in a container, made by `container(...)`.
 *
 * @example
 * ```ts
 * import { type Container, container } from 'qa-integ/database'
 *
 * const server: Container = container('postgres:17-alpine')
 * ```
 */
export interface Container {
  /** What the container is made from. */
  readonly image: string
  readonly engine: ContainerEngine
  /** Tells it from other objects. */
  readonly [MARK]: true
}

const ENGINES: readonly ContainerEngine[] = ['postgres', 'mysql', 'mariadb']

/** A host, folders, a name, a tag and a digest; blanks and what begins an option of a command are none. */
const IMAGE = /^[a-z0-9][\w.-]*(?::\d+)?(?:\/[\w.-]+)*(?::[\w.-]+)?(?:@[\w+.-]+:[\da-f]+)?$/i

/**
 * A database server in a container, for `on`: one container per run, which all its workers share, each with a database of its
 * own; it is started when the first needs it, by the project's own `@testcontainers/postgresql`, `@testcontainers/mysql` or
 * `@testcontainers/mariadb`, and removed at the end. The name of the image says which engine it is.
 *
 * @throws TypeError when it is no image, or neither its name nor `engine` says which engine it is.
 * @example
 * ```ts
 * import { container, database } from 'qa-integ/database'
 * import { EntitySchema } from 'typeorm'
 *
 * interface User { id: number; email: string }
 * const User = new EntitySchema<User>({
 *   name: 'User',
 *   tableName: 'users',
 *   columns: { id: { type: Number, primary: true, generated: true }, email: { type: String, unique: true } },
 * })
 * const db = database({ entities: { users: User }, on: container('postgres:17-alpine') })
 * const spatial = database({ entities: { users: User }, on: container('postgis/postgis:17-3.5', { engine: 'postgres' }) })
 * ```
 */
export function container(image: string, options: { readonly engine?: ContainerEngine } = {}): Container {
  if (typeof image !== 'string' || !IMAGE.test(image))
    throw new TypeError(
      `container(${JSON.stringify(image) ?? String(image)}) needs the name of an image, as in container('postgres:17-alpine')`,
    )
  const stray = Object.keys(options).find((key) => key !== 'engine')
  if (stray !== undefined)
    throw new TypeError(`container('${image}', { ${stray}: ... }) has no option "${stray}"; it has engine`)
  const { engine = engineOf(image) } = options
  if (engine === undefined)
    throw new TypeError(
      `container('${image}'): the name of the image does not say which engine it is, as postgres, mysql and mariadb do; say it, as in container('${image}', { engine: 'postgres' })`,
    )
  if (!ENGINES.includes(engine))
    throw new TypeError(
      `container('${image}', { engine: ${JSON.stringify(engine)} }): the engines are ${ENGINES.map((one) => `'${one}'`).join(', ')}`,
    )
  return Object.freeze({ image, engine, [MARK]: true as const })
}

/** A container in data, as it travels to the main process of a run. */
export type ContainerData = Pick<Container, 'image' | 'engine'>

/** Whether `on` is a container. */
export function isContainer(on: unknown): on is Container {
  return typeof on === 'object' && on !== null && (on as Partial<Container>)[MARK] === true
}

/** The container as its author has told it. */
export function describeContainer({ image, engine }: ContainerData): string {
  return engineOf(image) === engine ? `container('${image}')` : `container('${image}', { engine: '${engine}' })`
}

function engineOf(image: string): ContainerEngine | undefined {
  const name = image.replace(/@.*$/, '').split('/').at(-1)!.replace(/:.*$/, '').toLowerCase()
  return ENGINES.find((engine) => name.startsWith(engine))
}
