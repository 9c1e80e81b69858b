/** From a plan and a project to suites. */
export { knownOf } from './project/known.js'
export { readProject } from './project/project.js'
export { renderScaffold } from './render-scaffold.js'
export { type ScaffoldOptions, scaffold } from './scaffold.js'
