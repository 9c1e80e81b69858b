import { Node, type SourceFile } from 'ts-morph'

/** Where a name of a file comes from. */
export interface Imported {
  readonly module: string
  /** The name there; `default` also where all of the module was asked for. */
  readonly name: string
}

/** The names that a file has from other modules, by `import` or by `require`; types left out. */
export function importedIn(file: SourceFile): ReadonlyMap<string, Imported> {
  const names = new Map<string, Imported>()
  for (const told of file.getImportDeclarations()) {
    if (told.isTypeOnly()) continue
    const module = told.getModuleSpecifierValue()
    const whole = told.getDefaultImport() ?? told.getNamespaceImport()
    if (whole) names.set(whole.getText(), { module, name: 'default' })
    for (const one of told.getNamedImports())
      if (!one.isTypeOnly()) names.set(one.getAliasNode()?.getText() ?? one.getName(), { module, name: one.getName() })
  }
  for (const one of file.getVariableDeclarations()) {
    const module = requiredBy(one.getInitializer())
    if (module === undefined) continue
    const name = one.getNameNode()
    if (Node.isIdentifier(name)) names.set(name.getText(), { module, name: 'default' })
    else if (Node.isObjectBindingPattern(name))
      for (const part of name.getElements())
        names.set(part.getName(), { module, name: part.getPropertyNameNode()?.getText() ?? part.getName() })
  }
  return names
}

/** The module in `require('module')`. */
export function requiredBy(node: Node | undefined): string | undefined {
  if (!Node.isCallExpression(node) || node.getExpression().getText() !== 'require') return undefined
  const [module] = node.getArguments()
  return Node.isStringLiteral(module) ? module.getLiteralText() : undefined
}

/** All modules that a file loads when it is loaded. */
export function loadedBy(file: SourceFile): readonly string[] {
  const imports = file.getImportDeclarations().filter((one) => !one.isTypeOnly() && !onlyTypes(one.getNamedImports()))
  const exports = file.getExportDeclarations().filter((one) => !one.isTypeOnly())
  const required = file
    .getStatements()
    .flatMap((statement) => [statement, ...statement.getDescendants()])
    .map(requiredBy)
  return [
    ...imports.map((one) => one.getModuleSpecifierValue()),
    ...exports.map((one) => one.getModuleSpecifierValue()),
    ...required,
  ].filter((module) => module !== undefined)
}

const onlyTypes = (names: readonly { isTypeOnly(): boolean }[]): boolean =>
  names.length > 0 && names.every((name) => name.isTypeOnly())
