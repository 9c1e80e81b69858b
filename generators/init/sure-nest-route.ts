import { type ClassDeclaration, type MethodDeclaration, Node } from 'ts-morph'
import { has } from '../../src/config/project.js'
import type { FoundApp } from './found-app.js'
import { importedIn, loadedBy } from './imported.js'
import type { Sources } from './own-sources.js'
import { resolveOwn } from './resolve-own.js'
import { isBody, onlyExpression } from './sure-answer.js'

/** A class of the module, and the file that it stands in. */
interface Part {
  readonly file: string
  readonly declaration: ClassDeclaration
}

/**
 * A path that a Nest application answers with 200 whatever surrounds it: its module imports no other, nothing guards the route, and its
 * answer is told in place, in the controller or in a provider. None where any of this is not plain to see.
 */
export function sureNestRoute(sources: Sources, app: FoundApp): string | undefined {
  if (!has(sources.cwd, '@nestjs/core') || !has(sources.cwd, '@nestjs/platform-express')) return undefined
  const root = sources.tree(app.file).getClass(app.local)
  const told = root?.getDecorators()[0]?.getArguments()[0]
  if (root?.getDecorators().length !== 1 || !Node.isObjectLiteralExpression(told)) return undefined
  const names = (key: string): readonly string[] | undefined => {
    const property = told.getProperty(key)
    if (property === undefined) return []
    const list = Node.isPropertyAssignment(property) ? property.getInitializer() : undefined
    if (!Node.isArrayLiteralExpression(list) || !list.getElements().every(Node.isIdentifier)) return undefined
    return list.getElements().map((one) => one.getText())
  }
  const [imports, controllers, providers] = [names('imports'), names('controllers'), names('providers')]
  if (imports?.length !== 0 || controllers === undefined || providers === undefined) return undefined
  const find = (name: string): Part | undefined => partOf(sources, app.file, name)
  const parts = [...controllers, ...providers].map(find)
  if (!parts.every((part) => part !== undefined) || root.getMembers().length > 0) return undefined
  const files = [app.file, ...parts.map(({ file }) => file)]
  const plain =
    files.every((file) => loadsOnly(sources, file, files)) && parts.every((one) => isPlainPart(one, providers))
  if (!plain) return undefined
  const paths = controllers.flatMap((name) => pathsOf(find(name)!, find))
  return paths.find((path) => /health/.test(path)) ?? paths[0]
}

function partOf(sources: Sources, from: string, name: string): Part | undefined {
  const imported = importedIn(sources.tree(from)).get(name)
  const file = imported?.module.startsWith('.') ? resolveOwn(sources, from, imported.module) : undefined
  const declaration = file === undefined ? undefined : sources.tree(file).getClass(name)
  return declaration === undefined ? undefined : { file: file!, declaration }
}

/** Whether a file loads nothing but Nest and these files. */
function loadsOnly(sources: Sources, file: string, files: readonly string[]): boolean {
  return loadedBy(sources.tree(file)).every((module) => {
    if (!module.startsWith('.')) return module === '@nestjs/common'
    return files.includes(resolveOwn(sources, file, module) ?? '')
  })
}

/** Whether a part is made of nothing but what the module provides. */
function isPlainPart({ declaration }: Part, providers: readonly string[]): boolean {
  const [maker] = declaration.getConstructors()
  const injected = maker?.getParameters() ?? []
  return (
    declaration.getDecorators().length === 1 &&
    declaration.getExtends() === undefined &&
    declaration.getProperties().length === 0 &&
    (maker?.getStatements().length ?? 0) === 0 &&
    injected.every((one) => one.getDecorators().length === 0 && providers.includes(one.getTypeNode()?.getText() ?? ''))
  )
}

function pathsOf({ declaration }: Part, find: (name: string) => Part | undefined): string[] {
  const prefix = pathIn(declaration.getDecorator('Controller')?.getArguments()[0])
  if (prefix === undefined) return []
  return declaration.getInstanceMethods().flatMap((method) => {
    const [only, ...more] = method.getDecorators()
    if (only?.getName() !== 'Get' || more.length > 0 || method.getParameters().length > 0) return []
    const path = pathIn(only.getArguments()[0])
    if (path === undefined || !answers(declaration, method, find)) return []
    return [`/${[prefix, path].filter((part) => part !== '').join('/')}`]
  })
}

function pathIn(told: Node | undefined): string | undefined {
  if (told === undefined) return ''
  const path = Node.isStringLiteral(told) ? told.getLiteralText().replace(/^\/+|\/+$/g, '') : ':'
  return /^[\w./-]*$/.test(path) ? path : undefined
}

/** `return 'Hello'`, or `return this.service.hello()` with a service that does so. */
function answers(
  owner: ClassDeclaration,
  method: MethodDeclaration,
  find: (name: string) => Part | undefined,
): boolean {
  const answer = onlyExpression(method)
  if (isBody(answer)) return true
  const call = /^this\.(\w+)\.(\w+)\(\)$/.exec(answer?.getText() ?? '')
  const type = owner
    .getConstructors()[0]
    ?.getParameters()
    .find((one) => one.getName() === call?.[1])
    ?.getTypeNode()
    ?.getText()
  const asked = type === undefined ? undefined : find(type)?.declaration.getInstanceMethod(call?.[2] ?? '')
  return asked !== undefined && isBody(onlyExpression(asked))
}
