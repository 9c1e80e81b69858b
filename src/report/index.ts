export type { ReadOptions } from './collect.js'
export { collect, readResults } from './collect.js'
export type { ConsoleOptions } from './console.js'
export { toConsole } from './console.js'
export type { CtrfReport } from './ctrf.js'
export { toCtrf } from './ctrf.js'
export { exitCodeOf } from './exit-code.js'
export { readGate } from './gate-target.js'
export type { CoverageShares } from './gates.js'
export { toGitHubSummary } from './github-summary.js'
export { toHtml } from './html/index.js'
export type { Completion, IssueUpdate, Refusal } from './issue-file/index.js'
export { updateIssueFile } from './issue-file/index.js'
export { toJson } from './json.js'
export { toJunit } from './junit.js'
export type { MarkdownOptions } from './markdown/index.js'
export { toMarkdown } from './markdown/index.js'
export type { GateMetric, GateTarget, PlanSummary } from './plan-summary.js'
export type { ReadLines, WorkerLine } from './result-lines.js'
export type {
  AttemptResult,
  CategoryResult,
  CiInfo,
  Distribution,
  Endpoint,
  EnvironmentInfo,
  ErrorInfo,
  Figures,
  Finding,
  GateResult,
  IntegrationPoint,
  Measured,
  Measurement,
  Performance,
  PlanInfo,
  Problem,
  Readiness,
  Results,
  RunInfo,
  ScenarioResult,
  StepResult,
  Tally,
  Totals,
  TracedCall,
} from './results.js'
export { schemaVersion } from './results.js'
export type { JsonSchema } from './results-schema.js'
export { resultsSchema } from './results-schema.js'
export type { IssueOutcome, ReportFormat, WriteOptions, WrittenReports } from './write-reports.js'
export { writeReports } from './write-reports.js'
