export type { Config, Loader } from './config.js'
export { defineConfig } from './config.js'
