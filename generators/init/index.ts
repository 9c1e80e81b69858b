/** Sets a project up. */
export { type InitFile, type InitPlan, planInit, writeInit } from './init-project.js'
export { renderInit } from './render-init.js'
