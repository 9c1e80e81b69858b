import { type ArrowFunction, type FunctionExpression, type MethodDeclaration, Node } from 'ts-morph'
import { unwrapped } from './framework.js'

/** Whether a handler does nothing but answer, with 200 and something that is always there. */
export function answersAtOnce(handler: Node | undefined, framework: 'Express' | 'Fastify'): boolean {
  if (!Node.isArrowFunction(handler) && !Node.isFunctionExpression(handler)) return false
  const parameters = handler.getParameters().map((one) => one.getName())
  const answer = onlyExpression(handler)
  if (answer === undefined) return false
  if (framework === 'Fastify' && isBody(answer)) return true
  const [, reply] = parameters
  return reply !== undefined && isReply(answer, reply)
}

/** The one expression that a function's body is, or returns. */
export function onlyExpression(handler: ArrowFunction | FunctionExpression | MethodDeclaration): Node | undefined {
  const body = handler.getBody()
  if (!Node.isBlock(body)) return unwrapped(body)
  const [only, ...more] = body.getStatements()
  if (more.length > 0) return undefined
  if (Node.isReturnStatement(only) || Node.isExpressionStatement(only)) return unwrapped(only.getExpression())
  return undefined
}

/** `res.json(…)`, `res.status(200).send(…)`, `res.sendStatus(200)`. */
function isReply(node: Node, reply: string): boolean {
  if (!Node.isCallExpression(node)) return false
  const callee = node.getExpression()
  if (!Node.isPropertyAccessExpression(callee)) return false
  const [given, ...more] = node.getArguments()
  if (more.length > 0) return false
  const on = callee.getExpression()
  const here = on.getText() === reply
  switch (callee.getName()) {
    case 'sendStatus':
      return here && given?.getText() === '200'
    case 'json':
    case 'send':
      return isBody(given) && (here || isStatus(on, reply))
    case 'end':
      return (given === undefined || Node.isStringLiteral(given)) && (here || isStatus(on, reply))
    default:
      return false
  }
}

/** `res.status(200)`. */
function isStatus(node: Node, reply: string): boolean {
  if (!Node.isCallExpression(node)) return false
  const callee = node.getExpression().getText()
  return (callee === `${reply}.status` || callee === `${reply}.code`) && node.getArguments()[0]?.getText() === '200'
}

const ALWAYS = /^(?:process\.uptime\(\)|Date\.now\(\)|new Date\(\)\.toISOString\(\))$/

/** A text, object or array that is told in place: what every framework takes for a body. */
export function isBody(told: Node | undefined): boolean {
  const node = unwrapped(told)
  return !Node.isNumericLiteral(node) && !Node.isTrueLiteral(node) && !Node.isFalseLiteral(node) && isPlain(node)
}

function isPlain(told: Node | undefined): boolean {
  const node = unwrapped(told)
  if (node === undefined) return false
  if (
    Node.isStringLiteral(node) ||
    Node.isNoSubstitutionTemplateLiteral(node) ||
    Node.isNumericLiteral(node) ||
    Node.isTrueLiteral(node) ||
    Node.isFalseLiteral(node)
  )
    return true
  if (Node.isArrayLiteralExpression(node)) return node.getElements().every(isPlain)
  if (Node.isObjectLiteralExpression(node))
    return node.getProperties().every((one) => Node.isPropertyAssignment(one) && isPlain(one.getInitializer()))
  return ALWAYS.test(node.getText())
}
