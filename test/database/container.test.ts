import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Container, container } from '../../src/database/container/container.js'
import { classFor } from '../../src/database/container/packages.js'
import { notStarted } from '../../src/database/container/refusal.js'
import { database } from '../../src/database/index.js'
import { describePlace } from '../../src/database/place/place.js'
import { type Scratch, scratch } from '../../src/database/place/scratch.js'
import { Author } from './engines.js'

describe('a container', () => {
  it('is of the engine that its image is named after', () => {
    const images = {
      postgres: 'postgres',
      'postgres:17-alpine': 'postgres',
      'docker.io/library/postgres:17': 'postgres',
      'localhost:5000/postgres': 'postgres',
      'ghcr.io/x/postgres:17@sha256:0123abcd': 'postgres',
      'bitnami/postgresql:17': 'postgres',
      'mysql:8.4': 'mysql',
      'container-registry.oracle.com/mysql/community-server:8.4': undefined,
      'mysql/mysql-server:8.0': 'mysql',
      'mariadb:11': 'mariadb',
      'quay.io/mariadb-foundation/mariadb-devel:11.8': 'mariadb',
      'postgis/postgis:17-3.5': undefined,
      'x/y:postgres': undefined,
    }
    const engine = (image: string): string | undefined => {
      try {
        return container(image).engine
      } catch {
        return undefined
      }
    }
    expect(Object.fromEntries(Object.keys(images).map((image) => [image, engine(image)]))).to.deep.equal(images)
  })
  it('is of the engine that is told', () =>
    expect(container('x/y:1', { engine: 'postgres' })).to.include({ image: 'x/y:1', engine: 'postgres' }))
  it('is shown as its author has told it', () => {
    expect(describePlace(container('mysql:8.4'))).to.equal("container('mysql:8.4')")
    expect(describePlace(container('x/y:1', { engine: 'mysql' }))).to.equal("container('x/y:1', { engine: 'mysql' })")
  })

  describe('is refused in a sentence', () => {
    const refused = (make: () => unknown, text: RegExp) => expect(make).to.throw(TypeError, text)

    it('without the name of an image', () => {
      for (const told of ['', 'post gres', '--privileged', 17, undefined])
        refused(() => container(told as string), /needs the name of an image, as in container\('postgres:17-alpine'\)/)
    })
    it('where nothing says which engine it is', () =>
      refused(
        () => container('x/y:1'),
        /container\('x\/y:1'\): the name of the image does not say which engine it is.* as in container\('x\/y:1', { engine: 'postgres' }\)/,
      ))
    it('with an engine or an option that there is not', () => {
      refused(() => container('x/y:1', { engine: 'oracle' as never }), /the engines are 'postgres', 'mysql', 'mariadb'/)
      refused(() => container('postgres:17', { port: 1 } as never), /has no option "port"; it has engine/)
    })
    it('as a text', () =>
      refused(
        () => database({ entities: { authors: Author }, on: 'postgres:17-alpine' as never }),
        /the engines are .*, a container, as in container\('postgres:17-alpine'\), or the URL/,
      ))
  })

  describe('can not be started', () => {
    let folder: Scratch
    before(() => {
      folder = scratch()
      mkdirSync(join(folder.path, 'node_modules/@testcontainers'), { recursive: true })
      writeFileSync(join(folder.path, 'package.json'), '{}')
    })
    after(() => folder.remove())
    const installed = (name: string, text: string) => {
      mkdirSync(join(folder.path, 'node_modules', name))
      writeFileSync(join(folder.path, 'node_modules', name, 'index.js'), text)
    }
    const failure = (told: Container): Error => {
      try {
        classFor(told, folder.path)
      } catch (error) {
        return error as Error
      }
      throw new Error('it was found')
    }

    it('without its package', () => {
      for (const [told, name, driver] of [
        [container('postgres:17'), '@testcontainers/postgresql', 'pg'],
        [container('mysql:8'), '@testcontainers/mysql', 'mysql2'],
        [container('mariadb:11'), '@testcontainers/mariadb', 'mysql2'],
      ] as const) {
        const { message, cause } = failure(told)
        expect(message).to.include(
          `is started by the package ${name}, which is not installed; run \`npm install --save-dev ${name} ${driver}\``,
        )
        expect(cause).to.have.property('code', 'MODULE_NOT_FOUND')
      }
    })
    it('with one that this Node does not load', () => {
      installed('@testcontainers/postgresql', "throw new TypeError('webidl is not a function')")
      expect(failure(container('postgres:17')).message).to.match(
        /which can not be loaded on Node [\d.]+: webidl is not a function; see which versions of Node it is for/,
      )
    })
    it('with one that has another interface', () => {
      installed('@testcontainers/mysql', 'exports.MySqlServer = class {}')
      expect(failure(container('mysql:8')).message).to.match(
        /by MySqlContainer of the package @testcontainers\/mysql, and the one that is installed has none; run `npm install/,
      )
    })

    const said = (told: Container, message: string, log = '') => {
      const cause = new Error(message)
      const error = notStarted(told, cause, log)
      expect(error.cause).to.equal(cause)
      return error.message
    }
    it('where no runtime answers', () =>
      expect(said(container('mysql:8.4'), 'Could not find a working container runtime strategy')).to.equal(
        "container('mysql:8.4') needs a container runtime, as Docker or Podman are, and none answers (Could not find a working container runtime strategy); " +
          "start it and check with `docker info`, or use on: 'mariadb', which needs none",
      ))
    it('where its image can not be had', () => {
      for (const message of [
        '(HTTP code 404) no such container - No such image: postgres:17',
        '(HTTP code 404) unexpected - pull access denied for postgres, repository does not exist or may require authorization',
        '(HTTP code 404) unexpected - manifest for postgres:17 not found: manifest unknown',
        '(HTTP code 500) server error - toomanyrequests: You have reached your pull rate limit',
      ])
        expect(said(container('postgres:17'), message))
          .to.include("container('postgres:17'): the image can not be had (")
          .and.include('try `docker pull postgres:17`, and log in where its registry asks for that')
    })
    it('where it ends at once', () => {
      expect(said(container('postgres:17'), 'cannot exec in a container that is not running', 'FATAL: no')).to.equal(
        "container('postgres:17') did not start: cannot exec in a container that is not running; set DEBUG=testcontainers* to see what it does, or use on: 'postgres'. It said last:\nFATAL: no",
      )
    })
  })
})
