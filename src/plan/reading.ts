import type { Nodes } from 'mdast'
import type { Category, Severity } from '../scenario/record.js'
import { cleanText } from './clean-text.js'
import type { Diagnostic, DiagnosticCode, DiagnosticSeverity } from './diagnostic.js'
import type { HeadingRole } from './heading.js'
import { rawText, sourceOf } from './markdown.js'
import type {
  Gate,
  Operation,
  PlannedComponent,
  PlannedData,
  PlannedMock,
  PlannedScenario,
  PlannedSuite,
  PlanSource,
  Position,
} from './model.js'

/** A scenario before all are known, from which its key follows. */
export type Draft = Omit<PlannedScenario, 'key'>

/** What the headings above say about what stands here. */
export interface Place {
  readonly role?: HeadingRole
  /** Whether what stands here is planned to be tested unless it says otherwise. */
  readonly testing: boolean
  readonly heading?: string
  readonly category?: Category
  readonly point?: string
  readonly group?: string
  readonly subject?: string
  readonly operation?: Operation
  readonly statuses: readonly number[]
}

/** All that has been read so far. */
export interface Reading {
  readonly file: string
  /** The document, its secrets blotted out. */
  readonly text: string
  readonly suites: PlannedSuite[]
  readonly prose: Draft[]
  readonly exact: Draft[]
  readonly gates: Gate[]
  readonly blockOn: Severity[]
  readonly mocks: PlannedMock[]
  readonly data: PlannedData[]
  readonly components: PlannedComponent[]
  readonly environment: Map<string, string>
  readonly diagnostics: Diagnostic[]
}

/** A file of which nothing has been read yet. */
export function newReading(file: string, text: string): Reading {
  return {
    file,
    text,
    suites: [],
    prose: [],
    exact: [],
    gates: [],
    blockOn: [],
    mocks: [],
    data: [],
    components: [],
    environment: new Map(),
    diagnostics: [],
  }
}

/** Notes a diagnostic for the reader of the plan. */
export function say(
  reading: Reading,
  severity: DiagnosticSeverity,
  code: DiagnosticCode,
  at: Position,
  message: string,
): void {
  const { line, column } = at
  reading.diagnostics.push({ file: reading.file, line, column, severity, code, message: cleanText(message) })
}

/** A node's place and words, less the words of what is nested in it. */
export function sourceIn(reading: Reading, node: Nodes, words: Nodes = node): PlanSource {
  const { line, column } = sourceOf(node, reading.text)
  return { line, column, text: sourceOf(words, reading.text).text || cleanText(rawText(words)) }
}
