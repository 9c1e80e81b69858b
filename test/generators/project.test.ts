import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { findClasses } from '../../generators/project/find-classes.js'
import { findDocument, findWorld, sourceFiles, styleOf } from '../../generators/project/project-files.js'
import { readWorld } from '../../generators/project/read-world.js'

describe('what a project has', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'qa-integ-project-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const write = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
  }

  it('is read from what its world exports', () => {
    write({
      'world.ts': `
        import { User } from '../../src/entities.js'
        import { Mailer as Post } from '../../src/mailer.js'
        export const db = database({ entities: { users: User } })
        const hidden = target({ url: 'http://x' })
        const later = service("payments", { at: 'https://x' })
        export const shop = target({ app: () => createApp(db.dataSource), uses: [db] }), other = 1
        export const admin = shop.as(apiKey('k'))
        export const orders = component('OrderService', () => new OrderService())
        export const userExists = state('a user exists', { id: 7 }, (user) => db.has(User, user))
        export const mailer = double(Mailer)
        export { later, hidden as unhidden }
      `,
    })
    const { imports, file, ...world } = readWorld(join(folder, 'world.ts'))
    expect(world).to.deep.equal({
      targets: [{ name: 'shop' }, { name: 'admin', of: 'shop' }],
      database: 'db',
      services: [{ name: 'later', what: 'payments' }],
      components: [{ name: 'orders', what: 'OrderService' }],
      states: [{ name: 'userExists', what: 'a user exists' }],
      doubles: [{ name: 'mailer', what: 'Mailer' }],
    })
    expect([...imports]).to.deep.equal([['User', '../../src/entities.js']])
  })

  it('is read from a CommonJS world, too', () => {
    write({
      'world.js':
        "const { target } = require('qa-integ/http')\nconst { User } = require('../user')\nconst app = target({ url: 'http://x' })\nconst anybody = app.as(x)\nmodule.exports = { app, anybody }\nexports.late = app",
      'package.json': '{}',
    })
    const world = readWorld(join(folder, 'world.js'))
    expect(world.targets).to.deep.equal([{ name: 'app' }, { name: 'anybody', of: 'app' }])
    expect(world.imports.get('User')).to.equal('../user')
    expect(styleOf(folder, join(folder, 'world.js'))).to.deep.equal({
      typescript: false,
      commonjs: true,
      ending: '.js',
    })
  })

  it('is written as its settings want it', () => {
    write({
      'tsconfig.json': '{ // c\n "compilerOptions": {} }',
      'package.json': '{ "type": "module" }',
      'esm.js': 'export const a = 1',
    })
    expect(styleOf(folder, undefined)).to.deep.equal({ typescript: true, commonjs: false, ending: '.js' })
    expect(styleOf(folder, join(folder, 'esm.js'))).to.deep.equal({ typescript: false, commonjs: false, ending: '.js' })
    write({ 'tsconfig.json': '{ "compilerOptions": { "allowImportingTsExtensions": true } }' })
    expect(styleOf(folder, undefined).ending).to.equal('.ts')
    write({ 'tsconfig.json': '{}', 'package.json': '{}' })
    expect(styleOf(folder, undefined).ending).to.equal('')
  })

  it('finds its files under their usual names', () => {
    write({
      'docs/openapi.yml': '',
      'tests/world.mjs': '',
      'src/a.ts': '',
      'src/a.test.ts': '',
      'src/a.d.ts': '',
      'dist/b.js': '',
      'node_modules/c/c.js': '',
      '.x/d.ts': '',
    })
    expect(findDocument(folder)).to.equal(join(folder, 'docs/openapi.yml'))
    expect(findWorld(join(folder, 'tests'))).to.equal(join(folder, 'tests/world.mjs'))
    expect(sourceFiles(folder)).to.deep.equal([join(folder, 'src/a.ts'), join(folder, 'tests/world.mjs')])
  })

  it('has classes, entities and errors', () => {
    write({
      'a.ts': `
        @Entity() export class User { @PrimaryGeneratedColumn() id: number; @Column() name: string }
        export class PaymentFailed extends ShopError {}
        export class OrderService {
          #secret = 1
          constructor(private readonly payments: Pick<PaymentGateway, 'charge'>, url: string, options: Options = {}) {}
          async process() {}
          later = async () => {}
          private hidden() {}
          static of() {}
          #own() {}
        }
        export default class Fallback {}
        class Inner {}
      `,
      'b.js':
        "class Twice {}\nconst Basket = new EntitySchema({ name: 'Basket', columns: { key: { type: String, primary: true }, n: { type: Number } } })\nmodule.exports = { Twice, Basket }",
      'c.ts': 'export class Twice {}',
    })
    const classes = findClasses(sourceFiles(folder))
    expect(
      [...classes.values()].map(({ name, kind, methods, primary }) => ({ name, kind, methods, primary })),
    ).to.deep.equal([
      { name: 'User', kind: 'entity', methods: [], primary: ['id'] },
      { name: 'PaymentFailed', kind: 'error', methods: [], primary: [] },
      { name: 'OrderService', kind: 'class', methods: ['process', 'later'], primary: [] },
      { name: 'Basket', kind: 'entity', methods: [], primary: ['key'] },
    ])
    expect(classes.get('OrderService')?.parameters).to.deep.equal([
      { name: 'payments', type: "Pick<PaymentGateway, 'charge'>", optional: false },
      { name: 'url', type: 'string', optional: false },
      { name: 'options', type: 'Options', optional: true },
    ])
  })
})
