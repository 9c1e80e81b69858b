import { defineConfig } from 'qa-integ'

export default defineConfig({ suites: 'test/integration' })
