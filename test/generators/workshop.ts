import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Workshop } from '../../generators/draft/story.js'
import { tellAll } from '../../generators/draft/tell.js'
import { type Draft, draftsOf } from '../../generators/merge/draft.js'
import { type ApiDocument, readDocument } from '../../generators/openapi/read-document.js'
import type { ProjectClass } from '../../generators/project/find-classes.js'
import type { World } from '../../generators/project/read-world.js'
import { assignIds } from '../../src/plan/index.js'
import { planOf } from '../plan/plan-of.js'

/** A small shop's API. */
export const openapi = `
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
servers: [{ url: https://shop.example.com/api }]
security: [{ key: [] }]
paths:
  /health:
    get: { security: [], responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Health' } } } } } }
  /users:
    get:
      responses:
        '200': { description: ok, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/User' } } } } }
        '401': { $ref: '#/components/responses/Error' }
    post:
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/NewUser' } } } }
      responses:
        '201': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
        '400': { $ref: '#/components/responses/Error' }
        '401': { $ref: '#/components/responses/Error' }
        '403': { $ref: '#/components/responses/Error' }
        '409': { $ref: '#/components/responses/Error' }
  /users/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
    get:
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
        '401': { $ref: '#/components/responses/Error' }
        '404': { $ref: '#/components/responses/Error' }
    delete: { responses: { '204': { description: gone }, '401': { $ref: '#/components/responses/Error' } } }
  /orders:
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/NewOrder' } } } }
      responses: { '201': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } } }
  /payments:
    post: { responses: { '201': { description: ok }, '503': { description: away } } }
  /audits/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, format: uuid } }]
    get: { responses: { '200': { description: ok }, '404': { description: none } } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: x-api-key } }
  responses:
    Error: { description: refused, content: { application/json: { schema: { type: object, required: [error], properties: { error: { type: object, required: [code], properties: { code: { type: string } } } } } } } }
  schemas:
    Health: { type: object, required: [status], properties: { status: { const: ok } } }
    NewUser:
      type: object
      required: [name, email]
      properties: { name: { type: string, minLength: 1, maxLength: 20 }, email: { type: string, format: email }, age: { type: integer, minimum: 18 } }
    User:
      allOf:
        - { $ref: '#/components/schemas/NewUser' }
        - { type: object, required: [id], properties: { id: { type: integer }, boss: { $ref: '#/components/schemas/User' } } }
    NewOrder: { type: object, required: [userId, lines], properties: { userId: { type: integer }, lines: { type: array, minItems: 1, items: { type: object, required: [quantity], properties: { quantity: { type: integer, minimum: 1 } } } } } }
    Order: { type: object, required: [id, paid], properties: { id: { type: string, format: uuid }, paid: { type: boolean }, note: { type: string } } }
`

/** A world with a target, two clients and a database. */
export const world: World = {
  file: '/project/test/integration/world.ts',
  targets: [{ name: 'shop' }, { name: 'customer', of: 'shop' }, { name: 'admin', of: 'shop' }],
  database: 'db',
  services: [{ name: 'payments', what: 'payments' }],
  components: [{ name: 'orders', what: 'OrderService' }],
  states: [{ name: 'shopIsOpen', what: 'the shop is open' }],
  doubles: [{ name: 'mailer', what: 'Mailer' }],
  imports: new Map([['User', '../../src/entities.js']]),
}

const user: ProjectClass = {
  name: 'User',
  file: '/project/src/entities.ts',
  kind: 'entity',
  methods: [],
  parameters: [],
  primary: ['id'],
}
const ledger: ProjectClass = {
  name: 'Ledger',
  file: '/project/src/ledger.ts',
  kind: 'class',
  methods: ['book'],
  parameters: [{ name: 'dataSource', type: 'DataSource', optional: false }],
  primary: [],
}
const failed: ProjectClass = {
  name: 'PaymentFailed',
  file: '/project/src/errors.ts',
  kind: 'error',
  methods: [],
  parameters: [],
  primary: [],
}

/** Reads a document as a project's. */
export async function documentOf(text: string): Promise<ApiDocument> {
  const folder = mkdtempSync(join(tmpdir(), 'qa-integ-openapi-'))
  try {
    writeFileSync(join(folder, 'openapi.yaml'), text)
    return await readDocument(folder, join(folder, 'openapi.yaml'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What a planning section's lines become in the small shop. */
export function told(document: ApiDocument | undefined, lines: readonly string[], other: Partial<World> = {}) {
  const plan = planOf(...lines)
  const workshop: Workshop = {
    plan,
    project: {
      cwd: '/project',
      outDir: '/project/test/integration',
      style: { typescript: true, commonjs: false, ending: '.js' },
      world: { ...world, ...other },
      ...(document === undefined ? {} : { document }),
      classes: new Map([user, ledger, failed].map((one) => [one.name, one])),
    },
  }
  return tellAll(workshop, assignIds(plan.scenarios))
}

/** The scenarios that a planning section's lines become. */
export function drafted(
  document: ApiDocument | undefined,
  lines: readonly string[],
  other?: Partial<World>,
): readonly Draft[] {
  return told(document, lines, other).flatMap(draftsOf)
}
