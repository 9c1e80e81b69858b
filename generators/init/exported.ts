import { Node, type SourceFile } from 'ts-morph'

/** Something that a file exports. */
export interface Exported {
  /** Its name; `default`, or `module` where it is all that the module exports in the manner of CommonJS. */
  readonly name: string
  /** The name that it has in its own file. */
  readonly local?: string
  /** The function, class or expression that it is. */
  readonly node: Node
}

/** What a file exports, as far as its own words tell. */
export function exportedBy(file: SourceFile): readonly Exported[] {
  const found: Exported[] = []
  const add = (name: string, told: Node | undefined): void => {
    const node = told === undefined ? undefined : valueNamed(file, told)
    if (node === undefined) return
    const local = Node.isIdentifier(told) ? told.getText() : Node.hasName(node) ? node.getName() : undefined
    found.push({ name, node, ...(local === undefined ? {} : { local }) })
  }
  for (const statement of file.getStatements()) {
    if (Node.isVariableStatement(statement) && statement.hasExportKeyword()) {
      for (const one of statement.getDeclarations())
        if (Node.isIdentifier(one.getNameNode())) add(one.getName(), one.getNameNode())
    } else if (Node.isFunctionDeclaration(statement) || Node.isClassDeclaration(statement)) {
      if (statement.hasExportKeyword())
        add(statement.hasDefaultKeyword() ? 'default' : (statement.getName() ?? ''), statement)
    } else if (Node.isExportAssignment(statement)) {
      add(statement.isExportEquals() ? 'module' : 'default', statement.getExpression())
    } else if (Node.isExportDeclaration(statement) && !statement.hasModuleSpecifier()) {
      for (const one of statement.getNamedExports())
        add(one.getAliasNode()?.getText() ?? one.getName(), one.getNameNode())
    } else if (Node.isExpressionStatement(statement)) addCommonjs(statement.getExpression(), add)
  }
  return found
}

/** `module.exports = x`, `module.exports = { x }`, `exports.x = …`. */
function addCommonjs(assigned: Node, add: (name: string, told: Node | undefined) => void): void {
  if (!Node.isBinaryExpression(assigned) || assigned.getOperatorToken().getText() !== '=') return
  const left = assigned.getLeft().getText()
  const right = assigned.getRight()
  const member = /^(?:module\.)?exports\.([\w$]+)$/.exec(left)?.[1]
  if (member !== undefined) add(member, right)
  else if (left === 'module.exports' && Node.isObjectLiteralExpression(right))
    for (const property of right.getProperties()) {
      if (Node.isShorthandPropertyAssignment(property)) add(property.getName(), property.getNameNode())
      else if (Node.isPropertyAssignment(property)) add(property.getName(), property.getInitializer())
    }
  else if (left === 'module.exports') add('module', right)
}

/** What a name stands for at the top of its file; an expression stands for itself. */
export function valueNamed(file: SourceFile, node: Node): Node | undefined {
  if (!Node.isIdentifier(node)) return node
  const name = node.getText()
  return file.getVariableDeclaration(name)?.getInitializer() ?? file.getFunction(name) ?? file.getClass(name)
}
