/** Sets a project up. */
export { planInit, writeInit } from './init-project.js'
export { renderInit } from './render-init.js'
