import { Node, type SourceFile, type Statement } from 'ts-morph'

/** The names of the methods that a file calls as soon as it is loaded, also through functions of its own. */
export function calledAtLoad(file: SourceFile): ReadonlySet<string> {
  const names = new Set<string>()
  const entered = new Set<string>()
  const visit = (node: Node): void => {
    // A function that is only kept does not run.
    if (Node.isVariableDeclaration(node) && isFunction(node.getInitializer())) return
    if (Node.isCallExpression(node)) {
      const callee = node.getExpression()
      if (Node.isPropertyAccessExpression(callee)) names.add(callee.getName())
      if (Node.isIdentifier(callee) && !entered.has(callee.getText())) {
        entered.add(callee.getText())
        ownFunction(file, callee.getText())?.forEachChild(visit)
      }
    }
    node.forEachChild(visit)
  }
  for (const statement of file.getStatements()) if (runs(statement)) visit(statement)
  return names
}

function ownFunction(file: SourceFile, name: string): Node | undefined {
  return file.getFunction(name) ?? file.getVariableDeclaration(name)?.getInitializer()
}

/** Declarations wait; what asks whether the file is the program itself is not run when it is imported. */
function runs(statement: Statement): boolean {
  if (Node.isIfStatement(statement)) return !asksWhetherMain(statement.getExpression())
  return !(
    Node.isFunctionDeclaration(statement) ||
    Node.isClassDeclaration(statement) ||
    Node.isImportDeclaration(statement) ||
    Node.isInterfaceDeclaration(statement) ||
    Node.isTypeAliasDeclaration(statement)
  )
}

/** Whether a condition asks if the file is the program itself. */
export function asksWhetherMain(condition: Node): boolean {
  return /require\.main|import\.meta|process\.argv/.test(condition.getText())
}

/** Whether a value is a function that is told in place. */
export function isFunction(node: Node | undefined): boolean {
  return Node.isArrowFunction(node) || Node.isFunctionExpression(node)
}
