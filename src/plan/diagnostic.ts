/** What is wrong, in a word that a tool can filter by. */
export type DiagnosticCode =
  | 'bad-char'
  | 'dup-id'
  | 'file-name'
  | 'gate'
  | 'nested-fence'
  | 'no-endpoint'
  | 'no-expect'
  | 'placeholder'
  | 'prose'
  | 'schema'
  | 'secret'
  | 'section-name'
  | 'unknown-component'
  | 'unknown-entity'
  | 'unknown-operation'
  | 'unreadable'
  | 'yaml'

/** How bad it is: only an error makes `qa-integ plan --check` fail. */
export type DiagnosticSeverity = 'error' | 'warning' | 'info'

/** One remark on a plan, at its place in the issue file. */
export interface Diagnostic {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly severity: DiagnosticSeverity
  readonly code: DiagnosticCode
  readonly message: string
}

/** In the order of the file. */
export function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.line - b.line || a.column - b.column || a.code.localeCompare(b.code)
}
