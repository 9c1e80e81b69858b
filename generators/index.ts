/** From a plan and a project to suites. */
export type { ScenarioVerdict } from './merge/merge-suite.js'
export type { Verdict } from './merge/verdict.js'
export { knownOf } from './project/known.js'
export { type Project, type ProjectOptions, readProject } from './project/project.js'
export { renderScaffold } from './render-scaffold.js'
export {
  type NotAutomated,
  type ScaffoldedFile,
  type ScaffoldOptions,
  type ScaffoldResult,
  scaffold,
} from './scaffold.js'
