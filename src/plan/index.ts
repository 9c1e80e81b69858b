/** The issue file as input: reading, model, linting. */

export type { Category, Severity } from '../scenario/record.js'
export { cleanText } from './clean-text.js'
export type { Diagnostic, DiagnosticCode, DiagnosticSeverity } from './diagnostic.js'
export { formatGithub, formatJson, formatText } from './format.js'
export { assignIds } from './identity.js'
export { type Known, lintPlan } from './lint-plan.js'
export {
  anchorOf,
  idsOf,
  type Lock,
  type LockedDraft,
  type LockedScenario,
  lockFile,
  lockName,
  planIds,
  readLock,
} from './lock.js'
export type {
  Gate,
  Generic,
  How,
  Json,
  JsonObject,
  Operation,
  Plan,
  PlannedCall,
  PlannedComponent,
  PlannedData,
  PlannedExpect,
  PlannedGiven,
  PlannedMock,
  PlannedRow,
  PlannedScenario,
  PlannedSuite,
  PlannedWhen,
  PlanSource,
  Position,
} from './model.js'
export { hint, nearest } from './nearest.js'
export { matchOperation } from './operation.js'
export { planSchema } from './plan-schema.js'
export { readPlan } from './read-plan.js'
export { isBlotted } from './secret.js'
