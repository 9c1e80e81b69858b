import { type CallExpression, Node, type Statement } from 'ts-morph'
import { exportedBy } from './exported.js'
import type { FoundApp } from './found-app.js'
import { madeBy, unwrapped } from './framework.js'
import { type Imported, importedIn } from './imported.js'
import type { Sources } from './own-sources.js'
import { isQuiet, loadsQuietly, makesOnly } from './quiet.js'
import { answersAtOnce } from './sure-answer.js'

const FAVOURITES = ['/health', '/healthz', '/api/health', '/ping', '/status', '/']

/**
 * A path that an Express or Fastify application answers with 200 whatever surrounds it: its handler answers at once, nothing that could
 * refuse stands before it, and making the application needs nothing. None where any of this is not plain to see.
 */
export function sureRoute(sources: Sources, { file, exported, framework, form }: FoundApp): string | undefined {
  if ((framework !== 'Express' && framework !== 'Fastify') || form === 'module') return undefined
  const tree = sources.tree(file)
  const imports = importedIn(tree)
  const node = exportedBy(tree).find(({ name }) => name === exported)?.node
  const statements = form === 'value' ? tree.getStatements() : statementsOf(node)
  if (statements === undefined || !loadsQuietly(sources, file)) return undefined
  if (!statements.every((statement) => isQuiet(statement, imports))) return undefined
  const routes = surePaths(stepsIn(statements, imports), framework, imports)
  return FAVOURITES.find((path) => routes.includes(path)) ?? routes[0]
}

function statementsOf(node: Node | undefined): readonly Statement[] | undefined {
  const body = Node.isBodyable(node) || Node.isBodied(node) ? node.getBody() : undefined
  return Node.isBlock(body) ? body.getStatements() : undefined
}

/** What is called on the application, in order: `use`, `get`, … */
function stepsIn(statements: readonly Statement[], imports: ReadonlyMap<string, Imported>): readonly CallExpression[] {
  const steps: CallExpression[] = []
  let app: string | undefined
  for (const statement of statements) {
    if (Node.isVariableStatement(statement))
      for (const one of statement.getDeclarations()) {
        const made = unwrapped(one.getInitializer())
        if (madeBy(made, imports) === undefined || !Node.isCallExpression(made)) continue
        app = one.getName()
        steps.push(...chain(made, undefined))
      }
    else if (Node.isExpressionStatement(statement)) {
      const call = statement.getExpression()
      if (Node.isCallExpression(call) && app !== undefined) steps.push(...chain(call, app))
    }
  }
  return steps
}

/** The calls of a chain, the first one first; with a name, only of a chain that begins with it. */
function chain(call: CallExpression, name: string | undefined): CallExpression[] {
  const callee = call.getExpression()
  if (!Node.isPropertyAccessExpression(callee)) return []
  const before = callee.getExpression()
  if (Node.isCallExpression(before)) {
    const earlier = chain(before, name)
    return name === undefined || earlier.length > 0 ? [...earlier, call] : []
  }
  return name !== undefined && before.getText() === name ? [call] : []
}

const BESIDE = /^(?:set|disable|enable|post|put|patch|delete|options|head)$/

function surePaths(
  steps: readonly CallExpression[],
  framework: 'Express' | 'Fastify',
  imports: ReadonlyMap<string, Imported>,
): readonly string[] {
  const paths: string[] = []
  const seen = new Set<string>()
  for (const step of steps) {
    const callee = step.getExpression()
    const word = Node.isPropertyAccessExpression(callee) ? callee.getName() : ''
    const [first, ...rest] = step.getArguments()
    if (BESIDE.test(word)) continue
    if (word === 'use' && framework === 'Express') {
      // What is mounted may refuse everything below it.
      if (!step.getArguments().every((one) => passesOn(one, imports))) break
    } else if (word === 'get' && Node.isStringLiteral(first)) {
      const path = first.getLiteralText()
      if (!/^\/[\w./-]*$/.test(path)) break
      if (rest.length === 1 && !seen.has(path) && answersAtOnce(rest[0], framework)) paths.push(path)
      seen.add(path)
    } else break
  }
  return paths
}

const PASSES_ON = /^(?:express|cors|helmet|compression|morgan|body-parser|cookie-parser)$/

/** Whether a middleware is one of those that let every plain GET through. */
function passesOn(node: Node, imports: ReadonlyMap<string, Imported>): boolean {
  const call = unwrapped(node)
  if (!Node.isCallExpression(call) || !makesOnly(call, imports)) return false
  const [root = '', member] = call.getExpression().getText().split('.')
  const module = imports.get(root)?.module
  if (module === undefined || !PASSES_ON.test(module)) return false
  return module !== 'express' || ['json', 'urlencoded', 'text', 'raw'].includes(member ?? '')
}
