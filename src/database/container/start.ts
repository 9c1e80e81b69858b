import { randomBytes } from 'node:crypto'
import type { StartedPart } from '../../handle/run-protocol.js'
import { readable } from '../../scenario/duration.js'
import { now } from '../../scenario/real-time.js'
import { settings } from '../mysql/settings.js'
import { SETTINGS } from '../postgres/settings.js'
import { type ContainerData, type ContainerEngine, describeContainer } from './container.js'
import { type ContainerClass, classFor, type StartableContainer } from './packages.js'
import { notStarted } from './refusal.js'

/** The module that the main process of a run loads to start a container. */
export const STARTER = import.meta.url

/** How much of what the server said last is kept, in characters. */
const KEPT = 1_500

/**
 * Starts a container for a run; what workers are told is its address, beside whose database each makes one of its own. The main
 * process loads it by its name.
 *
 * @public
 */
export async function startContainer(spec: unknown): Promise<StartedPart> {
  const told = spec as ContainerData
  const made = ready(classFor(told), told)
  let said = ''
  made.withLogConsumer((log) => {
    log.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-KEPT)
    })
  })
  const name = describeContainer(told)
  const from = now()
  tell(`${name} is being started; its image is fetched first where it is not here yet`)
  try {
    const started = await made.start()
    tell(`${name} runs after ${readable(now() - from)}`)
    return {
      value: started.getConnectionUri(told.engine !== 'postgres'),
      async stop() {
        await started.stop()
      },
    }
  } catch (error) {
    throw notStarted(told, error as Error, said.trim())
  }
}

/** A start may take minutes, and nothing else is told meanwhile. */
const tell = (text: string): void => void process.stderr.write(`qa-integ: ${text}\n`)

/** For a database that nobody keeps: its files are in memory, nothing is forced to a disk, and nobody else knows its password. */
function ready(Class: ContainerClass, { image, engine }: ContainerData): StartableContainer {
  const made = new Class(image)
  const password = randomBytes(12).toString('hex')
  made.withPassword?.(password)
  made.withUserPassword?.(password)
  made.withRootPassword?.(password)
  const [folder, variables, command] = WAYS[engine]
  return made
    .withDatabase('test')
    .withTmpFs({ [folder]: 'rw' })
    .withEnvironment(variables)
    .withCommand([...command])
}

const WAYS: Readonly<Record<ContainerEngine, readonly [string, Readonly<Record<string, string>>, readonly string[]]>> =
  {
    // A folder of its own: from version 18 on the image refuses a mount where it had its files before.
    postgres: [
      '/qa-integ',
      { PGDATA: '/qa-integ/data' },
      ['postgres', ...SETTINGS.flatMap((setting) => ['-c', setting])],
    ],
    mysql: ['/var/lib/mysql', {}, known('mysql')],
    mariadb: ['/var/lib/mysql', {}, known('mariadb')],
  }

/** What an older or a newer server does not know is no reason not to start. */
function known(server: 'mysql' | 'mariadb'): readonly string[] {
  return settings(server).map((setting) => `--loose-${setting}`)
}
