import { relative } from 'node:path'
import { type Expression, Node, Project, type SourceFile, ts } from 'ts-morph'

/** Something that answers HTTP. */
export interface WorldTarget {
  readonly name: string
  /** The target whose credentials it adds; none for the target itself. */
  readonly of?: string
}

/** Something that the world exports under a name of its own for something with a name. */
export interface WorldNamed {
  readonly name: string
  /** The service's, component's or state's name, or the double's class. */
  readonly what: string
}

/** The parts of the world that suites can talk to: what `world.ts` exports. */
export interface World {
  readonly file: string
  readonly targets: readonly WorldTarget[]
  readonly database?: string
  readonly services: readonly WorldNamed[]
  readonly components: readonly WorldNamed[]
  readonly states: readonly WorldNamed[]
  readonly doubles: readonly WorldNamed[]
  /** Where it imports a name from, to import the same from a suite. */
  readonly imports: ReadonlyMap<string, string>
}

/** A file of the project as a syntax tree, without types. */
export function parseSource(path: string, text?: string): SourceFile {
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    compilerOptions: { allowJs: true },
    ...(text === undefined ? {} : { useInMemoryFileSystem: true }),
  })
  return text === undefined ? project.addSourceFileAtPath(path) : project.createSourceFile(path, text)
}

/** What `module.exports = { … }` and `exports.name = …` export, with the value where it stands there. */
function commonjsExports(file: SourceFile): Map<string, Expression | undefined> {
  const found = new Map<string, Expression | undefined>()
  for (const statement of file.getStatements()) {
    const assigned = Node.isExpressionStatement(statement) ? statement.getExpression() : undefined
    if (!Node.isBinaryExpression(assigned)) continue
    const left = assigned.getLeft().getText()
    const right = assigned.getRight()
    if (left === 'module.exports' && Node.isObjectLiteralExpression(right)) {
      for (const property of right.getProperties()) {
        if (Node.isPropertyAssignment(property)) found.set(property.getName(), property.getInitializer())
        else if (Node.isShorthandPropertyAssignment(property)) found.set(property.getName(), undefined)
      }
    } else if (/^(?:module\.)?exports\.\w+$/.test(left)) found.set(left.slice(left.lastIndexOf('.') + 1), right)
  }
  return found
}

/** The names that a file exports beside its declarations: `export { a }`, `module.exports = { a }`. */
export function exportedNames(file: SourceFile): ReadonlySet<string> {
  const names = new Set(commonjsExports(file).keys())
  for (const declaration of file.getExportDeclarations()) {
    for (const name of declaration.getNamedExports()) if (name.getAliasNode() === undefined) names.add(name.getName())
  }
  return names
}

function exportedIn(file: SourceFile): { readonly name: string; readonly value: Expression | undefined }[] {
  const named = exportedNames(file)
  const declared = file.getVariableStatements().flatMap((statement) => {
    const direct = statement.hasExportKeyword()
    return statement.getDeclarations().filter((declaration) => direct || named.has(declaration.getName()))
  })
  return [
    ...declared.map((declaration) => ({ name: declaration.getName(), value: declaration.getInitializer() })),
    ...[...commonjsExports(file)].map(([name, value]) => ({ name, value })),
  ]
}

/** The word that a value is made by, and what it is told first: `service('payments', …)`. */
function makerOf(call: Expression | undefined): { word: string; first?: string; on?: string } | undefined {
  if (!Node.isCallExpression(call)) return undefined
  const callee = call.getExpression()
  const [argument] = call.getArguments()
  const first =
    Node.isStringLiteral(argument) || Node.isNoSubstitutionTemplateLiteral(argument)
      ? argument.getLiteralText()
      : argument?.getText()
  const told = first === undefined ? {} : { first }
  if (Node.isIdentifier(callee)) return { word: callee.getText(), ...told }
  if (!Node.isPropertyAccessExpression(callee)) return undefined
  return { word: callee.getName(), on: callee.getExpression().getText(), ...told }
}

function importsOf(file: SourceFile): Map<string, string> {
  const imports = new Map<string, string>()
  for (const declaration of file.getImportDeclarations()) {
    for (const name of declaration.getNamedImports()) {
      if (name.getAliasNode() === undefined) imports.set(name.getName(), declaration.getModuleSpecifierValue())
    }
  }
  for (const declaration of file.getVariableDeclarations()) {
    const name = declaration.getNameNode()
    const from = makerOf(declaration.getInitializer())
    if (from?.word !== 'require' || from.first === undefined || !Node.isObjectBindingPattern(name)) continue
    for (const element of name.getElements()) imports.set(element.getName(), from.first)
  }
  return imports
}

/** Half a world would be taken for all of it, and what it lacks for what can't be derived. */
function mustBeCode(file: SourceFile, path: string): void {
  const { compilerNode } = file as { compilerNode: { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] } }
  const [first] = compilerNode.parseDiagnostics ?? []
  if (first === undefined) return
  const { line, column } = file.getLineAndColumnAtPos(first.start)
  const message = ts.flattenDiagnosticMessageText(first.messageText, ' ')
  throw new Error(`${relative(process.cwd(), path)}:${line}:${column} is no valid code: ${message}`)
}

/** Reads which handles, states and doubles a world file exports. */
export function readWorld(path: string): World {
  const file = parseSource(path)
  mustBeCode(file, path)
  const targets: WorldTarget[] = []
  const named = {
    service: [] as WorldNamed[],
    component: [] as WorldNamed[],
    state: [] as WorldNamed[],
    double: [] as WorldNamed[],
  }
  let database: string | undefined
  for (const { name, value } of exportedIn(file)) {
    const maker = makerOf(value)
    if (maker === undefined) continue
    const { word, first, on } = maker
    if (word === 'target') targets.push({ name })
    else if (word === 'as' && on !== undefined) targets.push({ name, of: on })
    else if (word === 'database') database ??= name
    else if (first !== undefined && Object.hasOwn(named, word))
      named[word as keyof typeof named].push({ name, what: first })
  }
  return {
    file: path,
    targets,
    ...(database === undefined ? {} : { database }),
    services: named.service,
    components: named.component,
    states: named.state,
    doubles: named.double,
    imports: importsOf(file),
  }
}
