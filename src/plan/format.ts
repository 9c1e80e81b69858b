import type { Diagnostic } from './diagnostic.js'

/** `file:line:column code message`, one per line. */
export function formatText(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ file, line, column, code, message }) => `${file}:${line}:${column} ${code} ${message}\n`)
    .join('')
}

/** A JSON document: `{ diagnostics, errors, warnings }`. */
export function formatJson(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']) => diagnostics.filter((one) => one.severity === severity).length
  return `${JSON.stringify({ diagnostics, errors: count('error'), warnings: count('warning') }, null, 2)}\n`
}

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/**
 * Workflow commands that GitHub shows at the lines of a pull request.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function formatGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ file, line, column, severity, code, message }) => {
      const place = `file=${escapeProperty(file)},line=${line},col=${column},title=${escapeProperty(code)}`
      return `::${commands[severity]} ${place}::${escapeData(message)}\n`
    })
    .join('')
}
