import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type ContainerData, type ContainerEngine, describeContainer } from './container.js'

/** What this package uses of a container that runs. */
export interface StartedContainer {
  /** For a MySQL and a MariaDB, `true` asks for the address of its administrator. */
  getConnectionUri(root?: boolean): string
  stop(): Promise<unknown>
}

/** What this package uses of a container that is to be started. */
export interface StartableContainer {
  withDatabase(name: string): this
  withCommand(command: string[]): this
  withEnvironment(variables: Readonly<Record<string, string>>): this
  withTmpFs(folders: Readonly<Record<string, string>>): this
  withLogConsumer(take: (log: NodeJS.ReadableStream) => void): this
  start(): Promise<StartedContainer>
}

/** A class of containers; each engine has its own way to be told a password. */
export type ContainerClass = new (
  image: string,
) => StartableContainer & {
  withPassword?(password: string): unknown
  withUserPassword?(password: string): unknown
  withRootPassword?(password: string): unknown
}

/** By engine: the package, the class in it, and the driver that the server is reached by. */
const PACKAGES: Readonly<Record<ContainerEngine, readonly [name: string, className: string, driver: string]>> = {
  postgres: ['@testcontainers/postgresql', 'PostgreSqlContainer', 'pg'],
  mysql: ['@testcontainers/mysql', 'MySqlContainer', 'mysql2'],
  mariadb: ['@testcontainers/mariadb', 'MariaDbContainer', 'mysql2'],
}

/** The class by which the project's own Testcontainers starts a container. */
export function classFor(told: ContainerData, project = process.cwd()): ContainerClass {
  const [name, className, driver] = PACKAGES[told.engine]
  const loaded = load(told, name, driver, project)
  const found = loaded[className]
  if (found !== undefined) return found
  throw new Error(
    `${describeContainer(told)} is started by ${className} of the package ${name}, and the one that is installed has none; run \`npm install --save-dev ${name}@12\``,
  )
}

function load(
  told: ContainerData,
  name: string,
  driver: string,
  project: string,
): Partial<Record<string, ContainerClass>> {
  try {
    return createRequire(join(project, 'package.json'))(name)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'MODULE_NOT_FOUND' && message.includes(`'${name}'`))
      throw new Error(
        `${describeContainer(told)} is started by the package ${name}, which is not installed; run \`npm install --save-dev ${name} ${driver}\``,
        { cause },
      )
    throw new Error(
      `${describeContainer(told)} is started by the package ${name}, which can not be loaded on Node ${process.versions.node}: ${message.split('\n')[0]}; ` +
        'see which versions of Node it is for, or take a version of it that is for this one',
      { cause },
    )
  }
}
