import { expect } from 'chai'
import { findings } from '../../generators/init/findings.js'
import { type Files, scratchProjects } from './scratch-projects.js'

const HEAD = "import express from 'express'\nimport cors from 'cors'\n"
const app = (body: string, head = HEAD): Files => ({
  'package.json': '{"type":"module"}',
  'src/app.ts': `${head}export function createApp() {\n  const app = express()\n${body}\n  return app\n}\n`,
})
const ok = "app.get('/health', (_req, res) => { res.json({ status: 'ok', up: [1, true, new Date().toISOString()] }) })"

describe('a route that is certain to answer', () => {
  const scratch = scratchProjects()
  after(() => scratch.clear())
  const routeOf = (files: Files): string | undefined =>
    findings(scratch.make(files, ['express', 'cors', 'fastify'])).route

  const certain: readonly (readonly [string, Files, string])[] = [
    ['its handler answers at once', app(ok), '/health'],
    ['with a status', app("app.get('/ready', (req, res) => res.status(200).send('yes'))"), '/ready'],
    ['with a status alone', app("app.get('/ping', async (req, res) => { res.sendStatus(200) })"), '/ping'],
    ['by end', app("app.get('/', function (req, res) { return res.end() })"), '/'],
    [
      'behind what lets everything pass',
      app(`app.use(cors())\napp.use(express.json(), express.urlencoded({ extended: true }))\n${ok}`),
      '/health',
    ],
    [
      'beside other routes',
      app(`app.post('/users', create)\napp.get('/users', list)\n${ok}\napp.use(handleErrors)`),
      '/health',
    ],
    ['health is taken before others', app(`app.get('/a', (q, r) => r.send('a'))\n${ok}`), '/health'],
    [
      'in a chain',
      {
        'package.json': '{"type":"module"}',
        'src/app.ts': `${HEAD}const app = express().use(express.json()).get('/a', (q, r) => r.json([]))\nexport default app`,
      },
      '/a',
    ],
    [
      'with routers of its own that only declare',
      {
        ...app(
          `${ok}\napp.use('/users', users)`,
          `${HEAD}import { users } from './users.js'\nimport type { X } from './missing.js'\n`,
        ),
        'src/users.ts':
          "import { Router } from 'express'\nexport const users = Router()\nusers.get('/', async (q, r) => r.json(await load()))\nclass Store { all() { return [] } }\nconst load = async () => new Store().all()",
      },
      '/health',
    ],
    [
      'of CommonJS',
      {
        'package.json': '{}',
        'app.js':
          "'use strict'\nconst express = require('express')\nconst app = express()\napp.get('/', (req, res) => res.send('Hello'))\nmodule.exports = app\nif (require.main === module) app.listen(process.env.PORT || 3000)",
      },
      '/',
    ],
    [
      'of Fastify',
      {
        'package.json': '{"type":"module"}',
        'app.js':
          "import Fastify from 'fastify'\nexport function build() {\n  const app = Fastify({ logger: false })\n  app.get('/health', async () => ({ ok: true }))\n  return app\n}",
      },
      '/health',
    ],
  ]
  for (const [what, files, route] of certain) it(`is found: ${what}`, () => expect(routeOf(files)).to.equal(route))

  const uncertain: readonly (readonly [string, Files])[] = [
    ['it asks for something', app("app.get('/health', async (req, res) => { res.json(await db.ping()) })")],
    ['it does more than answer', app("app.get('/health', (req, res) => { count(); res.json({}) })")],
    ['it answers with something else', app("app.get('/health', (req, res) => res.status(204).send('x'))")],
    ['it answers with a number', app("app.get('/health', (req, res) => res.send(503))")],
    ['it ends with what is no text', app("app.get('/health', (req, res) => res.end({}))")],
    ['it has a handler before it', app("app.get('/health', guard, (req, res) => res.json({}))")],
    ['its handler stands elsewhere', app("app.get('/health', health)")],
    ['something before it may refuse', app(`app.use(authenticate)\n${ok}`)],
    [
      'something of another package before it may refuse',
      app(`app.use(limit())\n${ok}`, `${HEAD}import limit from 'express-rate-limit'\n`),
    ],
    ['files before it may be served', app(`app.use(express.static('public'))\n${ok}`)],
    ['a route before it may take its place', app(`app.get('/:page', show)\n${ok}`)],
    ['it is told twice, and the first does more', app(`app.get('/health', health)\n${ok}`)],
    ['a loop or a condition stands beside it', app(`if (process.env.AUTH) app.use(auth)\n${ok}`)],
    ['something is checked when it is made', app(`if (!process.env.KEY) throw new Error('no key')\n${ok}`)],
    [
      'something is connected when it is made',
      app(`const redis = createClient()\n${ok}`, `${HEAD}import { createClient } from 'redis'\n`),
    ],
    ['something of the project is made', app(`app.use('/users', users(new Store()))\n${ok}`)],
    [
      'a module connects when it is loaded',
      { ...app(ok, `${HEAD}import './tracing.js'\n`), 'src/tracing.ts': 'start()\nfunction start() {}' },
    ],
    [
      'a module waits when it is loaded',
      { ...app(ok, `${HEAD}import './config.js'\n`), 'src/config.ts': 'export const config = await read()' },
    ],
    [
      'a module makes something decorated',
      { ...app(ok, `${HEAD}import './user.js'\n`), 'src/user.ts': '@Entity()\nexport class User {}' },
    ],
    ['a module is not there', app(ok, `${HEAD}import './missing.js'\n`)],
    ['a package is not installed', app(ok, `${HEAD}import 'not-installed'\n`)],
    ['a middleware package is not there', app(ok, "import express from 'express'\nimport helmet from 'helmet'\n")],
    ['it needs a parameter', app("app.get('/users/:id', (q, r) => r.json({}))")],
    [
      'it is a data source away',
      { ...app(ok), 'src/db.ts': "import { DataSource } from 'typeorm'\nexport const db = new DataSource({})" },
    ],
    [
      'Fastify has plugins',
      {
        'package.json': '{"type":"module"}',
        'app.js':
          "import Fastify from 'fastify'\nexport function build() {\n  const app = Fastify()\n  app.register(plugin)\n  app.get('/health', async () => ({}))\n  return app\n}",
      },
    ],
    [
      'Fastify takes no number',
      {
        'package.json': '{"type":"module"}',
        'app.js':
          "import Fastify from 'fastify'\nexport function build() {\n  const app = Fastify()\n  app.get('/health', async () => 1)\n  return app\n}",
      },
    ],
  ]
  for (const [why, files] of uncertain)
    it(`is none where ${why}`, () => {
      const directory = scratch.make(files, ['express', 'cors', 'fastify', 'redis', 'express-rate-limit'])
      const { app: found, route } = findings(directory)
      expect(found, 'the application').to.not.equal(undefined)
      expect(route).to.equal(undefined)
    })
})

describe('a route of Nest that is certain to answer', () => {
  const scratch = scratchProjects()
  after(() => scratch.clear())
  const nest = (files: Files = {}): Files => ({
    'package.json': '{}',
    'tsconfig.json': '{ "compilerOptions": { "emitDecoratorMetadata": true } }',
    'src/app.module.ts': `import { Module } from '@nestjs/common'
      import { AppController } from './app.controller'
      import { AppService } from './app.service'
      @Module({ imports: [], controllers: [AppController], providers: [AppService] })
      export class AppModule {}`,
    'src/app.controller.ts': `import { Controller, Get } from '@nestjs/common'
      import { AppService } from './app.service'
      @Controller()
      export class AppController {
        constructor(private readonly appService: AppService) {}
        @Get()
        getHello(): string { return this.appService.getHello() }
      }`,
    'src/app.service.ts': `import { Injectable } from '@nestjs/common'
      @Injectable()
      export class AppService { getHello(): string { return 'Hello World!' } }`,
    ...files,
  })
  const NEST = ['@nestjs/core', '@nestjs/common', '@nestjs/platform-express']
  const routeOf = (files: Files, packages = NEST): string | undefined => findings(scratch.make(files, packages)).route
  const controller = (head: string, method: string): Files => ({
    'src/app.controller.ts': `import { Controller, Get, UseGuards } from '@nestjs/common'
      import { AppService } from './app.service'
      ${head}
      export class AppController {
        constructor(private readonly appService: AppService) {}
        ${method}
      }`,
  })

  it('is that of a new project', () => expect(routeOf(nest())).to.equal('/'))

  it('is put together of controller and method, health first', () => {
    const two = "@Get('a') a() { return 'a' }\n@Get('/health/') async b() { return { ok: true } }"
    expect(routeOf(nest(controller("@Controller('/api')", two)))).to.equal('/api/health')
  })

  for (const [why, files] of [
    [
      'another module is imported',
      { 'src/app.module.ts': nest()['src/app.module.ts']!.replace('imports: []', 'imports: [Db]') },
    ],
    ['a guard may refuse', controller('@Controller()', "@UseGuards(Auth)\n@Get() a() { return 'a' }")],
    ['a guard may refuse all', controller('@UseGuards(Auth)\n@Controller()', "@Get() a() { return 'a' }")],
    ['it asks for something', controller('@Controller()', '@Get() a() { return this.appService.other() }')],
    ['it has parameters', controller('@Controller()', "@Get(':id') a() { return 'a' }")],
    ['it wants something of the request', controller('@Controller()', "@Get() a(@Query() q: string) { return 'a' }")],
    [
      'the provider needs what is not provided',
      {
        'src/app.service.ts':
          "import { Injectable } from '@nestjs/common'\n@Injectable() export class AppService { constructor(db: Db) {} getHello() { return 'x' } }",
      },
    ],
    [
      'the provider loads something else',
      {
        'src/app.service.ts':
          "import { Injectable } from '@nestjs/common'\nimport './connect'\n@Injectable() export class AppService { getHello() { return 'x' } }",
      },
    ],
    [
      'a provider is made in another way',
      {
        'src/app.module.ts': nest()['src/app.module.ts']!.replace(
          '[AppService]',
          '[AppService, { provide: X, useFactory: f }]',
        ),
      },
    ],
    ['its types are not kept', { 'tsconfig.json': '{}' }],
  ] as const)
    it(`is none where ${why}`, () => {
      expect(findings(scratch.make(nest(files), NEST)).app?.framework).to.equal('Nest')
      expect(routeOf(nest(files))).to.equal(undefined)
    })

  it('is none where Nest is not installed', () => expect(routeOf(nest(), [])).to.equal(undefined))
})
