import { ts } from 'ts-morph'
import { tokenHash } from './token-hash.js'

/** A scenario that stands in a file. */
export interface FoundScenario {
  /** What its declaration says first, whatever stands for `$` in it. */
  readonly title: string
  readonly start: number
  readonly end: number
  /** From 1. */
  readonly line: number
  readonly hash: string
  readonly todo: boolean
}

/** An import that names can be added to. */
export interface FoundImport {
  readonly from: string
  readonly names: ReadonlySet<string>
  /** Behind its last name. */
  readonly end: number
  readonly typeOnly: boolean
}

/** What stands in a suite. */
export interface Scan {
  readonly scenarios: readonly FoundScenario[]
  readonly imports: readonly FoundImport[]
  /** All names that are declared at the top of the file, imported ones among them. */
  readonly names: ReadonlySet<string>
  /** Behind the last import, the leading comment, or at the start. */
  readonly afterImports: number
  /** The first error of its syntax. */
  readonly broken?: { readonly line: number; readonly message: string }
}

const modes = new Set(['only', 'skip', 'todo'])

/** Whether a call declares a scenario: `scenario(…)`, `scenario.skip(…)`, `scenario.each(…)(…)`. */
function declares(call: ts.CallExpression): boolean {
  const callee = call.expression
  if (ts.isIdentifier(callee)) return callee.text === 'scenario'
  if (ts.isPropertyAccessExpression(callee)) {
    return ts.isIdentifier(callee.expression) && callee.expression.text === 'scenario' && modes.has(callee.name.text)
  }
  if (!ts.isCallExpression(callee) || !ts.isPropertyAccessExpression(callee.expression)) return false
  const { expression, name } = callee.expression
  const base = ts.isPropertyAccessExpression(expression) ? expression.expression : expression
  return name.text === 'each' && ts.isIdentifier(base) && base.text === 'scenario'
}

function statementOf(node: ts.Node): ts.Node {
  let current = node
  while (current.parent !== undefined && !ts.isExpressionStatement(current) && !ts.isSourceFile(current.parent))
    current = current.parent
  return current
}

function importsIn(file: ts.SourceFile): FoundImport[] {
  const found: FoundImport[] = []
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const bindings = statement.importClause?.namedBindings
      if (bindings === undefined || !ts.isNamedImports(bindings)) continue
      found.push({
        from: statement.moduleSpecifier.text,
        names: new Set(bindings.elements.map((element) => element.name.text)),
        end: bindings.elements.at(-1)?.getEnd() ?? bindings.getStart(file) + 1,
        typeOnly: statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
      })
    }
    if (!ts.isVariableStatement(statement)) continue
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!ts.isObjectBindingPattern(name) || initializer === undefined || !ts.isCallExpression(initializer)) continue
      const [told] = initializer.arguments
      if (initializer.expression.getText(file) !== 'require' || told === undefined || !ts.isStringLiteralLike(told))
        continue
      found.push({
        from: told.text,
        names: new Set(name.elements.map((element) => element.name.getText(file))),
        end: name.elements.at(-1)?.getEnd() ?? name.getStart(file) + 1,
        typeOnly: false,
      })
    }
  }
  return found
}

function bound(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? bound(element.name) : []))
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => bound(name))
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) {
    return statement.name === undefined ? [] : [statement.name.text]
  }
  if (!ts.isImportDeclaration(statement) || statement.importClause === undefined) return []
  const { name, namedBindings } = statement.importClause
  const own = name === undefined ? [] : [name.text]
  if (namedBindings === undefined) return own
  return ts.isNamespaceImport(namedBindings)
    ? [...own, namedBindings.name.text]
    : [...own, ...namedBindings.elements.map((one) => one.name.text)]
}

function isImport(statement: ts.Statement, file: ts.SourceFile): boolean {
  return (
    ts.isImportDeclaration(statement) ||
    (ts.isVariableStatement(statement) && /=\s*require\(/.test(statement.getText(file)))
  )
}

/** Reads a suite: its scenarios wherever they stand, its imports, its names. */
export function scan(text: string, javascript: boolean): Scan {
  const kind = javascript ? ts.ScriptKind.JS : ts.ScriptKind.TS
  const file = ts.createSourceFile(javascript ? 'x.js' : 'x.ts', text, ts.ScriptTarget.Latest, true, kind)
  const { parseDiagnostics } = file as unknown as { readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[] }
  const lineOf = (offset: number) => file.getLineAndCharacterOfPosition(offset).line + 1
  const scenarios: FoundScenario[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && declares(node)) {
      const [title] = node.arguments
      if (title !== undefined && ts.isStringLiteralLike(title)) {
        const statement = statementOf(node)
        const start = statement.getStart(file)
        const end = statement.getEnd()
        const todo = ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'todo'
        scenarios.push({
          title: title.text,
          start,
          end,
          line: lineOf(start),
          hash: tokenHash(text.slice(start, end)),
          todo,
        })
        return
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  const [first] = parseDiagnostics
  return {
    scenarios,
    imports: importsIn(file),
    names: new Set(file.statements.flatMap(declaredBy)),
    afterImports:
      file.statements
        .filter((one) => isImport(one, file))
        .at(-1)
        ?.getEnd() ?? 0,
    ...(first === undefined
      ? {}
      : { broken: { line: lineOf(first.start), message: ts.flattenDiagnosticMessageText(first.messageText, ' ') } }),
  }
}
