import { readFileSync } from 'node:fs'
import { type ClassDeclaration, Node, Project, Scope, type VariableDeclaration } from 'ts-morph'
import { exportedNames } from './read-world.js'

/** A parameter of a constructor, as far as its words tell. */
export interface ClassParameter {
  readonly name: string
  /** The type as it is written. */
  readonly type: string
  readonly optional: boolean
}

/** A class that the project exports. */
export interface ProjectClass {
  readonly name: string
  readonly file: string
  readonly kind: 'entity' | 'error' | 'class'
  /** Public ones, static ones left out. */
  readonly methods: readonly string[]
  readonly parameters: readonly ClassParameter[]
  /** An entity's primary columns. */
  readonly primary: readonly string[]
}

function kindOf(declaration: ClassDeclaration): ProjectClass['kind'] {
  if (declaration.getDecorator('Entity') !== undefined) return 'entity'
  return /Error$|Exception$/.test(declaration.getExtends()?.getExpression().getText() ?? '') ? 'error' : 'class'
}

function methodsOf(declaration: ClassDeclaration): string[] {
  const methods = declaration
    .getInstanceMethods()
    .filter((method) => method.getScope() === Scope.Public && !method.getName().startsWith('#'))
    .map((method) => method.getName())
  const functions = declaration
    .getInstanceProperties()
    .filter((property) => Node.isPropertyDeclaration(property) && Node.isArrowFunction(property.getInitializer()))
    .filter((property) => property.getScope() === Scope.Public && !property.getName().startsWith('#'))
    .map((property) => property.getName())
  return [...methods, ...functions]
}

function classOf(declaration: ClassDeclaration, file: string): ProjectClass {
  const builder = declaration.getConstructors()[0]
  return {
    name: declaration.getName() ?? '',
    file,
    kind: kindOf(declaration),
    methods: methodsOf(declaration),
    parameters: (builder?.getParameters() ?? []).map((parameter) => ({
      name: parameter.getName(),
      type: parameter.getTypeNode()?.getText() ?? '',
      optional: parameter.isOptional(),
    })),
    primary: declaration
      .getInstanceProperties()
      .filter((property) => Node.isDecoratable(property))
      .filter((property) => property.getDecorators().some((one) => /^Primary/.test(one.getName())))
      .map((property) => property.getName()),
  }
}

/** TypeORM's other way to tell an entity: `export const User = new EntitySchema({ … })`. */
function schemaOf(declaration: VariableDeclaration, file: string): ProjectClass | undefined {
  const made = declaration.getInitializer()
  if (!Node.isNewExpression(made) || made.getExpression().getText() !== 'EntitySchema') return undefined
  const [options] = made.getArguments()
  const columns = Node.isObjectLiteralExpression(options) ? options.getProperty('columns') : undefined
  const told = Node.isPropertyAssignment(columns) ? columns.getInitializer() : undefined
  const properties = Node.isObjectLiteralExpression(told) ? told.getProperties().filter(Node.isPropertyAssignment) : []
  const primary = properties
    .filter((column) => /\bprimary:\s*true\b/.test(column.getInitializer()?.getText() ?? ''))
    .map((column) => column.getName())
  return { name: declaration.getName(), file, kind: 'entity', methods: [], parameters: [], primary }
}

/** The classes and entity schemas that these files export by name; of two with the same name neither, as it is not clear which is meant. */
export function findClasses(files: readonly string[]): ReadonlyMap<string, ProjectClass> {
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    compilerOptions: { allowJs: true },
  })
  const found = new Map<string, ProjectClass | undefined>()
  for (const path of files) {
    if (!/\bclass\s+\w|\bnew EntitySchema\b/.test(readFileSync(path, 'utf8'))) continue
    const file = project.addSourceFileAtPath(path)
    const exported = exportedNames(file)
    for (const declaration of file.getClasses()) {
      const name = declaration.getName()
      if (name === undefined || declaration.hasDefaultKeyword()) continue
      if (!declaration.hasExportKeyword() && !exported.has(name)) continue
      found.set(name, found.has(name) ? undefined : classOf(declaration, path))
    }
    for (const statement of file.getVariableStatements()) {
      for (const declaration of statement.getDeclarations()) {
        const name = declaration.getName()
        const schema = statement.hasExportKeyword() || exported.has(name) ? schemaOf(declaration, path) : undefined
        if (schema !== undefined) found.set(name, found.has(name) ? undefined : schema)
      }
    }
    file.forget()
  }
  return new Map([...found].filter((entry): entry is [string, ProjectClass] => entry[1] !== undefined))
}
