import { Node, type SourceFile } from 'ts-morph'
import { calledAtLoad } from './calls-at-load.js'
import { exportedBy } from './exported.js'
import { unwrapped } from './framework.js'
import { importedIn } from './imported.js'
import type { Sources } from './own-sources.js'

/** A TypeORM data source that suites can import. */
export interface FoundDataSource {
  /** Relative to the project. */
  readonly file: string
  /** The export's name; `default`, or `module` where it is all that the module exports. */
  readonly exported: string
  readonly local: string
  /** The data source itself, or a function that makes it of nothing. */
  readonly form: 'value' | 'factory'
  /** The type of its database, where that is written there. */
  readonly type?: string
  /** Whether it lives in memory as it is. */
  readonly inMemory: boolean
}

/** The data source, and what stands in the way where there is one that can't be used. */
export interface DataSourceSearch {
  readonly dataSource?: FoundDataSource
  readonly notes: readonly string[]
}

/** Looks for a data source that the project's code exports. */
export function findDataSource(sources: Sources): DataSourceSearch {
  const notes: string[] = []
  for (const file of sources.files) {
    if (!/\bnew DataSource\b/.test(sources.text(file))) continue
    const tree = sources.tree(file)
    const found = dataSourceIn(tree, file)
    if (found === undefined)
      notes.push(`${file} makes a DataSource that no suite can import: export it, or a function without arguments`)
    else if (calledAtLoad(tree).has('initialize'))
      notes.push(
        `${file} connects as soon as it is loaded, so no suite can import its DataSource: initialise it elsewhere`,
      )
    else return { dataSource: found, notes: [] }
  }
  return { notes }
}

function dataSourceIn(tree: SourceFile, file: string): FoundDataSource | undefined {
  const name = [...importedIn(tree)].find(([, from]) => from.module === 'typeorm' && from.name === 'DataSource')?.[0]
  if (name === undefined) return undefined
  for (const { name: exported, local, node } of exportedBy(tree)) {
    const isFunction = Node.isFunctionDeclaration(node) || Node.isArrowFunction(node) || Node.isFunctionExpression(node)
    const made = isFunction ? madeIn(node, name) : newOf(node, name)
    if (made === undefined) continue
    if (isFunction && node.getParameters().some((one) => !one.isOptional() && !one.isRestParameter())) continue
    const [options] = made.getArguments()
    const type = textOf(options, 'type')
    return {
      file,
      exported,
      local: local ?? (isFunction ? 'createDataSource' : 'dataSource'),
      form: isFunction ? 'factory' : 'value',
      ...(type === undefined ? {} : { type }),
      inMemory: textOf(options, 'database') === ':memory:',
    }
  }
  return undefined
}

function newOf(told: Node | undefined, name: string) {
  const node = unwrapped(told)
  return Node.isNewExpression(node) && node.getExpression().getText() === name ? node : undefined
}

/** The data source that a function returns. */
function madeIn(node: Node, name: string) {
  const body = Node.isBodyable(node) || Node.isBodied(node) ? node.getBody() : undefined
  if (!Node.isBlock(body)) return newOf(body, name)
  const values = body
    .getStatements()
    .filter(Node.isReturnStatement)
    .map((one) => unwrapped(one.getExpression()))
  const made = values.map((value) =>
    newOf(Node.isIdentifier(value) ? body.getVariableDeclaration(value.getText())?.getInitializer() : value, name),
  )
  return made.find((one) => one !== undefined)
}

function textOf(options: Node | undefined, key: string): string | undefined {
  if (!Node.isObjectLiteralExpression(options)) return undefined
  const property = options.getProperty(key)
  const value = Node.isPropertyAssignment(property) ? unwrapped(property.getInitializer()) : undefined
  return Node.isStringLiteral(value) || Node.isNoSubstitutionTemplateLiteral(value) ? value.getLiteralText() : undefined
}
