import { text } from '../code/literal.js'
import type { CodeStyle } from './code-style.js'

/** Something that a written file imports. */
export interface Import {
  /** The export's name; `default`, or `module` for all that a CommonJS module exports. */
  readonly exported: string
  readonly local: string
  readonly from: string
}

/** The imports of a file in the project's own way, each module once. */
export function importLines({ commonjs }: CodeStyle, imports: readonly Import[]): string {
  const modules = [...new Set(imports.map(({ from }) => from))].sort(
    (a, b) => distance(a) - distance(b) || (a < b ? -1 : 1),
  )
  return modules
    .flatMap((from) => {
      const all = imports.filter((one) => one.from === from)
      const named = all
        .filter(({ exported }) => exported !== 'default' && exported !== 'module')
        .map(({ exported, local }) => (exported === local ? local : `${exported}${commonjs ? ':' : ' as'} ${local}`))
        .sort()
      const whole = all.filter(({ exported }) => exported === 'default' || exported === 'module')
      return [
        ...whole.map(({ exported, local }) => wholeLine(commonjs, exported, local, from)),
        ...(named.length === 0 ? [] : [namedLine(commonjs, named, from)]),
      ]
    })
    .join('\n')
}

/** Node's own modules first, the project's last. */
const distance = (module: string): number => (module.startsWith('node:') ? 0 : module.startsWith('.') ? 2 : 1)

function wholeLine(commonjs: boolean, exported: string, local: string, from: string): string {
  if (!commonjs) return `import ${local} from ${text(from)}`
  return `const ${local} = require(${text(from)})${exported === 'default' ? '.default' : ''}`
}

function namedLine(commonjs: boolean, names: readonly string[], from: string): string {
  const list = `{ ${names.join(', ')} }`
  return commonjs ? `const ${list} = require(${text(from)})` : `import ${list} from ${text(from)}`
}

/** Declarations of exported constants, in the project's own way. */
export function exportedConstants(
  { commonjs }: CodeStyle,
  constants: readonly { readonly name: string; readonly value: string }[],
): string {
  const lines = constants.map(({ name, value }) => `${commonjs ? '' : 'export '}const ${name} = ${value}`)
  if (commonjs) lines.push('', `module.exports = { ${constants.map(({ name }) => name).join(', ')} }`)
  return lines.join('\n')
}
