import { type CallExpression, Node, type Statement } from 'ts-morph'
import { has } from '../../src/config/project.js'
import { asksWhetherMain } from './calls-at-load.js'
import { firstCall, unwrapped } from './framework.js'
import { type Imported, importedIn, loadedBy, requiredBy } from './imported.js'
import type { Sources } from './own-sources.js'
import { resolveOwn } from './resolve-own.js'

/** Packages whose functions only make things when they are called. */
const HARMLESS =
  /^(?:express|fastify|cors|helmet|compression|morgan|body-parser|cookie-parser|zod|joi|yup|pino|nanoid|(?:node:)?(?:path|url|os|util|crypto|events|http))$/
const VALUES = new Set(['Map', 'Set', 'URL', 'Date', 'WeakMap', 'Array', 'Error'])

/**
 * Whether loading a file, with all that it loads of the project, only declares and makes things: then it can't fail for want of a
 * database, a variable or a port. What is not understood counts as doing more.
 */
export function loadsQuietly(sources: Sources, file: string, seen: Set<string> = new Set()): boolean {
  if (seen.has(file)) return true
  seen.add(file)
  if (seen.size > 60) return false
  const tree = sources.tree(file)
  const imports = importedIn(tree)
  if (!tree.getStatements().every((statement) => isQuiet(statement, imports))) return false
  return loadedBy(tree).every((module) => {
    if (!module.startsWith('.')) return has(sources.cwd, module)
    const own = resolveOwn(sources, file, module)
    return own !== undefined && (own.endsWith('.json') || loadsQuietly(sources, own, seen))
  })
}

/** Whether a statement only declares and makes things. */
export function isQuiet(statement: Statement, imports: ReadonlyMap<string, Imported>): boolean {
  if (Node.isVariableStatement(statement))
    return statement.getDeclarations().every((one) => {
      const value = one.getInitializer()
      return value === undefined || requiredBy(value) !== undefined || makesOnly(value, imports)
    })
  if (Node.isExpressionStatement(statement)) return actsOnOwn(statement.getExpression(), imports)
  if (Node.isIfStatement(statement)) return asksWhetherMain(statement.getExpression())
  if (Node.isClassDeclaration(statement))
    return (
      !/^\s*@|\bstatic\b/m.test(statement.getText()) && !Node.isCallExpression(statement.getExtends()?.getExpression())
    )
  if (Node.isExportAssignment(statement)) return makesOnly(statement.getExpression(), imports)
  if (Node.isReturnStatement(statement)) return makesOnly(statement.getExpression(), imports)
  return (
    Node.isFunctionDeclaration(statement) ||
    Node.isImportDeclaration(statement) ||
    Node.isExportDeclaration(statement) ||
    Node.isInterfaceDeclaration(statement) ||
    Node.isTypeAliasDeclaration(statement)
  )
}

const ROUTING = /^(?:use|get|post|put|patch|delete|options|head|all|set|disable|enable|route)$/

/** `app.get(…)` and the like, an assignment of exports, `'use strict'`. */
function actsOnOwn(node: Node, imports: ReadonlyMap<string, Imported>): boolean {
  if (Node.isBinaryExpression(node))
    return /^(?:module\.)?exports\b/.test(node.getLeft().getText()) && makesOnly(node.getRight(), imports)
  if (!Node.isCallExpression(node)) return Node.isStringLiteral(node)
  const callee = node.getExpression()
  if (!Node.isPropertyAccessExpression(callee) || !ROUTING.test(callee.getName())) return false
  const on = callee.getExpression()
  return (
    (Node.isIdentifier(on) ? !imports.has(on.getText()) : actsOnOwn(on, imports)) &&
    node.getArguments().every((one) => makesOnly(one, imports))
  )
}

/** Whether evaluating an expression only makes a value. */
export function makesOnly(told: Node | undefined, imports: ReadonlyMap<string, Imported>): boolean {
  const node = unwrapped(told)
  const all = (nodes: readonly (Node | undefined)[]): boolean => nodes.every((one) => makesOnly(one, imports))
  if (
    node === undefined ||
    Node.isLiteralExpression(node) ||
    Node.isTrueLiteral(node) ||
    Node.isFalseLiteral(node) ||
    Node.isNullLiteral(node) ||
    Node.isIdentifier(node) ||
    Node.isArrowFunction(node) ||
    Node.isFunctionExpression(node)
  )
    return true
  if (Node.isPropertyAccessExpression(node)) return makesOnly(node.getExpression(), imports)
  if (Node.isTemplateExpression(node)) return all(node.getTemplateSpans().map((span) => span.getExpression()))
  if (Node.isBinaryExpression(node))
    return !/^[^=!<>]*=$/.test(node.getOperatorToken().getText()) && all([node.getLeft(), node.getRight()])
  if (Node.isArrayLiteralExpression(node)) return all(node.getElements())
  if (Node.isObjectLiteralExpression(node))
    return node.getProperties().every((one) => {
      if (Node.isPropertyAssignment(one)) return makesOnly(one.getInitializer(), imports)
      return Node.isShorthandPropertyAssignment(one) || Node.isMethodDeclaration(one)
    })
  if (Node.isNewExpression(node)) return VALUES.has(node.getExpression().getText()) && all(node.getArguments())
  if (!Node.isCallExpression(node)) return false
  return isHarmlessCall(node, imports) && all(node.getArguments())
}

function isHarmlessCall(node: CallExpression, imports: ReadonlyMap<string, Imported>): boolean {
  const first = firstCall(node)
  if (first !== node) {
    const callee = node.getExpression()
    const before = Node.isPropertyAccessExpression(callee) ? callee.getExpression() : undefined
    return makesOnly(before, imports)
  }
  const callee = first.getExpression()
  const required = requiredBy(callee)
  if (required !== undefined) return HARMLESS.test(required)
  const [root = ''] = callee.getText().split(/[.?(]/)
  const from = imports.get(root)
  return from === undefined ? root === 'Number' || root === 'String' : HARMLESS.test(from.module)
}
