import { Node, type SourceFile } from 'ts-morph'
import { calledAtLoad } from './calls-at-load.js'
import { type Exported, exportedBy } from './exported.js'
import type { FoundApp } from './found-app.js'
import { type Framework, madeAs, madeBy, unwrapped } from './framework.js'
import { type Imported, importedIn } from './imported.js'
import type { Sources } from './own-sources.js'

/** The application, and what stands in the way where there is one that can't be used. */
export interface AppSearch {
  readonly app?: FoundApp
  readonly notes: readonly string[]
}

const SIGNS = /express|fastify|createServer|NestFactory|@Module\b/i
const EFFORT = { nothing: 0, dataSource: 2, arguments: 9 }

/** Looks for an application that the project's code exports, that which needs least to be made first. */
export function findApp(sources: Sources): AppSearch {
  const notes: string[] = []
  const found: FoundApp[] = []
  for (const file of sources.files) {
    if (!SIGNS.test(sources.text(file))) continue
    const tree = sources.tree(file)
    const here = appsIn(tree, file)
    if (here.length === 0 && !makesOne(tree)) continue
    if (!calledAtLoad(tree).has('listen')) found.push(...here)
    else if (here.length > 0 || !NEST_STARTER.test(sources.text(file)))
      notes.push(
        `${file} opens its port as soon as it is loaded, so no suite can import its application: ` +
          'move what makes it into a file of its own and export it',
      )
  }
  const effort = ({ form, needs }: FoundApp): number => EFFORT[needs] + (form === 'value' ? 1 : 0)
  const [app] = found.sort((a, b) => effort(a) - effort(b))
  if (app === undefined) return { notes }
  // A server that starts the application found is not in the way of anything.
  if (app.needs !== 'arguments') return { app, notes: [] }
  return {
    notes: [
      `${app.local}(…) in ${app.file} has to be given arguments: tell world how, as in ` +
        `export const app = target({ app: () => ${app.local}(…) })`,
    ],
  }
}

/** Nest's main file is meant to listen; its application is made of the module. */
const NEST_STARTER = /\bNestFactory\b/

function appsIn(tree: SourceFile, file: string): FoundApp[] {
  const imports = importedIn(tree)
  return exportedBy(tree).flatMap((exported) => {
    const { name, local, node } = exported
    const known = appOf(exported, imports)
    if (known === undefined) return []
    const own = local ?? (Node.isClassDeclaration(node) ? 'AppModule' : undefined)
    return [{ ...known, file, exported: name, local: own ?? (known.form === 'factory' ? 'createApp' : 'application') }]
  })
}

function appOf(
  { name, node }: Exported,
  imports: ReadonlyMap<string, Imported>,
): Pick<FoundApp, 'framework' | 'form' | 'needs'> | undefined {
  if (Node.isClassDeclaration(node)) {
    const root = /^AppModule$/.test(node.getName() ?? name)
    if (!root || node.getDecorator('Module') === undefined || imports.get('Module')?.module !== '@nestjs/common') return
    return { framework: 'Nest', form: 'module', needs: 'nothing' }
  }
  const value = madeBy(node, imports)
  if (value !== undefined) return { framework: value, form: 'value', needs: 'nothing' }
  const framework = returnedBy(node, imports)
  return framework === undefined ? undefined : { framework, form: 'factory', needs: needsOf(node) }
}

/** The framework whose application a function returns. */
function returnedBy(node: Node, imports: ReadonlyMap<string, Imported>): Framework | undefined {
  if (!Node.isFunctionDeclaration(node) && !Node.isArrowFunction(node) && !Node.isFunctionExpression(node)) return
  const told = madeAs(node.getReturnTypeNode()?.getText())
  if (told !== undefined) return told
  const body = node.getBody()
  if (body === undefined) return
  if (!Node.isBlock(body)) return madeBy(body, imports)
  for (const one of body.getStatements().filter(Node.isReturnStatement)) {
    const value = unwrapped(one.getExpression())
    const made = Node.isIdentifier(value) ? body.getVariableDeclaration(value.getText())?.getInitializer() : value
    const framework = madeBy(made, imports)
    if (framework !== undefined) return framework
  }
  return undefined
}

function needsOf(node: Node): FoundApp['needs'] {
  if (!Node.isParametered(node)) return 'nothing'
  const needed = node.getParameters().filter((one) => !one.isOptional() && !one.isRestParameter())
  const [first, ...more] = needed
  if (first === undefined) return 'nothing'
  const isDataSource =
    /\bDataSource$/.test(first.getTypeNode()?.getText() ?? '') || /^data_?source$/i.test(first.getName())
  return isDataSource && more.length === 0 ? 'dataSource' : 'arguments'
}

/** Whether a file makes an application that it keeps to itself. */
function makesOne(tree: SourceFile): boolean {
  const imports = importedIn(tree)
  return tree.getDescendants().some((node) => Node.isCallExpression(node) && madeBy(node, imports) !== undefined)
}
