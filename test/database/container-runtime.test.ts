import { expect } from 'chai'
import { type ContainerEngine, container } from '../../src/database/container/container.js'
import { classFor } from '../../src/database/container/packages.js'
import { startContainer } from '../../src/database/container/start.js'
import { live } from '../../src/database/live.js'
import { placeByUrl as onMysql } from '../../src/database/mysql/index.js'
import { provisionEntities } from '../../src/database/place/provision.js'
import { placeByUrl as onPostgres } from '../../src/database/postgres/index.js'
import type { StartedPart } from '../../src/handle/run-protocol.js'
import { Author } from './engines.js'

/** What is started, where another registry has them under other names. */
const { IMAGES = 'postgres:17-alpine,mysql:8.4,mariadb:11' } = process.env

describe('a real container', () => {
  const all = IMAGES.split(',').map((image) => container(image))
  const reasons = all.map((told) => reason(() => classFor(told)))
  if (!reasons.includes(undefined)) it.skip(`serves a database, and is removed: ${reasons[0]}`)
  for (const told of all.filter((_, i) => reasons[i] === undefined)) {
    const { image } = told
    it(`serves a database from ${image}, and is removed`, async function () {
      this.timeout(300_000)
      let started: StartedPart
      try {
        started = await startContainer(told)
      } catch (error) {
        if (!/needs a container runtime|can not be had/.test((error as Error).message)) throw error
        console.log(`      skipped: ${(error as Error).message}`)
        return this.skip()
      }
      const address = String(started.value)
      try {
        const own = await live(await provisionEntities({ authors: Author }, new URL(address), true), new Map())
        await own.dataSource.getRepository(Author).insert({ email: 'ann@example.com', born: new Date(0) })
        await own.reset()
        expect(await own.dataSource.getRepository(Author).count()).to.equal(0)
        await own.stop()
      } finally {
        await started.stop()
      }
      const gone = await place(told.engine)(new URL(address)).catch((error: Error) => error.message)
      expect(gone).to.match(/can not be reached/)
    })
  }
})

const place = (engine: ContainerEngine) => (engine === 'postgres' ? onPostgres : onMysql)

/** Why the packages can not be used here. */
function reason(load: () => unknown): string | undefined {
  try {
    load()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
