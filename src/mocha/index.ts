export { mochaGlobalSetup, mochaGlobalTeardown, mochaHooks } from './hooks.js'
