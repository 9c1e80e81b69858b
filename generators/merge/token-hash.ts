import { createHash } from 'node:crypto'
import { ts } from 'ts-morph'

/** A node's tokens, less what formatters change: quotes, semicolons, trailing commas, a single parameter's parentheses. */
function* tokens(node: ts.Node, file: ts.SourceFile): Generator<string> {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    const isName = node.parent !== undefined && ts.isPropertyAssignment(node.parent) && node.parent.name === node
    yield isName ? node.text : `"${node.text}`
    return
  }
  const children = node.getChildren(file)
  if (children.length === 0) {
    if (node.kind !== ts.SyntaxKind.SemicolonToken && node.kind !== ts.SyntaxKind.EndOfFileToken)
      yield node.getText(file)
    return
  }
  const bare =
    ts.isArrowFunction(node) && node.parameters.length === 1 && node.parameters[0]?.getText(file).match(/^[\w$]+$/)
  for (const child of children) {
    const paren = child.kind === ts.SyntaxKind.OpenParenToken || child.kind === ts.SyntaxKind.CloseParenToken
    if (bare && paren) continue
    if (child.kind === ts.SyntaxKind.SyntaxList) {
      const list = child.getChildren(file)
      const trailing = list.at(-1)?.kind === ts.SyntaxKind.CommaToken
      for (const one of trailing ? list.slice(0, -1) : list) yield* tokens(one, file)
    } else yield* tokens(child, file)
  }
}

/** Of a piece of code, whatever its formatting and comments. */
export function tokenHash(code: string): string {
  const file = ts.createSourceFile('x.ts', code, ts.ScriptTarget.Latest, true)
  const hash = createHash('sha256')
  for (const token of tokens(file, file)) hash.update(token).update('\0')
  return hash.digest('hex').slice(0, 16)
}
