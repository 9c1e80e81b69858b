import { text } from '../code/literal.js'
import type { Findings } from './findings.js'
import { importLines } from './module-text.js'

/** The configuration, in the form that the ending of its file asks for. */
export function configText({ style, document }: Findings, suites: string, extension: string): string {
  const told = { suites, ...(document === undefined ? {} : { openapi: document }) }
  if (extension === 'json') return `${JSON.stringify(told, undefined, 2)}\n`
  const commonjs = style.commonjs && extension !== 'mjs'
  const lines = Object.entries(told).map(([name, value]) => `  ${name}: ${text(value)},\n`)
  const head = importLines({ ...style, commonjs }, [
    { exported: 'defineConfig', local: 'defineConfig', from: 'qa-integ' },
  ])
  return `${head}\n\n${commonjs ? 'module.exports =' : 'export default'} defineConfig({\n${lines.join('')}})\n`
}
