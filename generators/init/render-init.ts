import type { Findings } from './findings.js'
import type { InitFile, InitPlan } from './init-project.js'

/** What setting a project up has found, written, kept and left to do, for people. */
export function renderInit({ found, files, notes, next }: InitPlan, dryRun: boolean): string {
  const wrote = files.filter(({ text }) => text !== undefined)
  const kept = files.filter(({ text }) => text === undefined)
  const told = ({ file, remark }: InitFile): string => (remark ? `${file}: ${remark}` : file)
  return [
    ...section('found', foundLines(found)),
    ...section('loader', loaderLines(found)),
    ...section(dryRun ? 'would write' : 'wrote', wrote.map(told)),
    ...section('kept', kept.map(told)),
    ...section('note', notes),
    ...(wrote.length === 0 ? section('changed', ['nothing; everything is here already']) : []),
    ...section('next', next),
    '',
  ].join('\n')
}

function section(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(12)}${line}`)
}

function foundLines({ manifest, manager, style, app, dataSource, route, document }: Findings): string[] {
  const language = style.typescript ? 'TypeScript' : 'JavaScript'
  const modules = manifest.esm || style.extension === 'mjs' ? 'ES modules' : 'CommonJS'
  const by = manager.by === undefined ? '' : ` (${manager.by})`
  const call = app?.form === 'factory' ? '()' : ''
  return [
    `${app ? `${app.framework} in ` : ''}${language}, ${modules}, ${manager.name}${by}`,
    ...(app ? [`${app.file}: ${app.local}${call}${route === undefined ? '' : `, which answers GET ${route}`}`] : []),
    ...(dataSource
      ? [
          `${dataSource.file}: ${dataSource.local}${dataSource.form === 'factory' ? '()' : ''}${dataSource.type === undefined ? '' : `, on ${dataSource.type}`}`,
        ]
      : []),
    ...(document === undefined ? [] : [`${document}: the OpenAPI document`]),
  ]
}

function loaderLines({ loader }: Findings): string[] {
  if (loader === undefined) return []
  const name = loader.loader === 'node' ? "node's own type stripping" : loader.loader
  return [loader.why === undefined ? name : `${name}: ${loader.why}`]
}
