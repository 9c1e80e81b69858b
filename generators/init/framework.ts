import { type CallExpression, Node } from 'ts-morph'
import { type Imported, requiredBy } from './imported.js'

/** What an application is made with. */
export type Framework = 'Express' | 'Fastify' | 'Nest' | 'Node'

const MAKERS: Readonly<Record<string, { readonly framework: Framework; readonly names: readonly string[] }>> = {
  express: { framework: 'Express', names: ['default', 'express'] },
  fastify: { framework: 'Fastify', names: ['default', 'fastify', 'Fastify'] },
  'node:http': { framework: 'Node', names: ['createServer'] },
  http: { framework: 'Node', names: ['createServer'] },
}

const TYPES: readonly (readonly [RegExp, Framework])[] = [
  [/^(?:express\.|core\.)?(?:Express|Application)$/, 'Express'],
  [/^(?:fastify\.)?FastifyInstance(?:<.*>)?$/, 'Fastify'],
  [/^(?:INestApplication|NestExpressApplication|NestFastifyApplication)(?:<.*>)?$/, 'Nest'],
  [/^(?:http\.)?Server$/, 'Node'],
]

/** The framework whose application an expression makes, as in `express()`, or `express().use(…)`. */
export function madeBy(told: Node | undefined, imports: ReadonlyMap<string, Imported>): Framework | undefined {
  const node = unwrapped(told)
  if (!Node.isCallExpression(node)) return undefined
  const callee = firstCall(node).getExpression()
  const module = requiredBy(callee)
  if (module !== undefined) return MAKERS[module]?.names.includes('default') ? MAKERS[module].framework : undefined
  if (Node.isIdentifier(callee)) {
    const from = imports.get(callee.getText())
    const maker = from === undefined ? undefined : MAKERS[from.module]
    return maker?.names.includes(from!.name) ? maker.framework : undefined
  }
  if (!Node.isPropertyAccessExpression(callee)) return undefined
  const from = imports.get(callee.getExpression().getText())
  if (from?.module === '@nestjs/core' && from.name === 'NestFactory' && callee.getName() === 'create') return 'Nest'
  const maker = from?.name === 'default' ? MAKERS[from.module] : undefined
  return maker?.names.includes(callee.getName()) && !maker.names.includes('default') ? maker.framework : undefined
}

/** The framework whose application a type stands for. */
export function madeAs(type: string | undefined): Framework | undefined {
  const plain = type?.replace(/^Promise<(.*)>$/, '$1')
  return plain === undefined ? undefined : TYPES.find(([pattern]) => pattern.test(plain))?.[1]
}

/** An expression without what is around it that changes nothing. */
export function unwrapped(node: Node | undefined): Node | undefined {
  if (
    Node.isAwaitExpression(node) ||
    Node.isParenthesizedExpression(node) ||
    Node.isAsExpression(node) ||
    Node.isSatisfiesExpression(node) ||
    Node.isNonNullExpression(node)
  )
    return unwrapped(node.getExpression())
  return node
}

/** The first call of a chain: `express()` in `express().use(a).use(b)`. */
export function firstCall(call: CallExpression): CallExpression {
  const callee = call.getExpression()
  const before = Node.isPropertyAccessExpression(callee) ? unwrapped(callee.getExpression()) : undefined
  return Node.isCallExpression(before) && requiredBy(before) === undefined ? firstCall(before) : call
}
