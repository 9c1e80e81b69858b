const text = { type: 'string' }
const named = { type: 'string', minLength: 1 }
const whole = { type: 'integer' }
const status = { enum: ['passed', 'failed', 'skipped', 'pending', 'other'] }
const free = { type: 'object' }
const closed = (required: string[], properties: object) => ({
  type: 'object',
  required,
  properties,
  additionalProperties: false,
})

/** What the Common Test Report Format demands of the parts that we write, told after its specification. */
export const ctrfRules = closed(['reportFormat', 'specVersion', 'results'], {
  reportFormat: { const: 'CTRF' },
  specVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$' },
  timestamp: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT' },
  generatedBy: text,
  results: closed(['tool', 'summary', 'tests'], {
    tool: closed(['name'], { name: named, version: text, extra: free }),
    summary: closed(['tests', 'passed', 'failed', 'skipped', 'pending', 'other', 'start', 'stop'], {
      ...Object.fromEntries(
        [
          'tests',
          'passed',
          'failed',
          'skipped',
          'pending',
          'other',
          'flaky',
          'suites',
          'start',
          'stop',
          'duration',
        ].map((name) => [name, whole]),
      ),
      extra: free,
    }),
    tests: {
      type: 'array',
      items: closed(['name', 'status', 'duration'], {
        name: named,
        status,
        duration: whole,
        start: whole,
        stop: whole,
        suite: { type: 'array', minItems: 1, items: text },
        message: text,
        trace: text,
        line: whole,
        rawStatus: text,
        tags: { type: 'array', items: text },
        type: text,
        filePath: text,
        retries: whole,
        retryAttempts: {
          type: 'array',
          items: closed(['attempt', 'status'], {
            attempt: { type: 'integer', minimum: 1 },
            status,
            duration: whole,
            start: whole,
            message: text,
            trace: text,
          }),
        },
        flaky: { type: 'boolean' },
        threadId: text,
        steps: { type: 'array', items: closed(['name', 'status'], { name: text, status, extra: free }) },
        extra: free,
      }),
    },
    environment: closed([], {
      osPlatform: text,
      testEnvironment: text,
      healthy: { type: 'boolean' },
      buildId: text,
      buildName: text,
      commit: text,
      branchName: text,
      extra: free,
    }),
    extra: free,
  }),
})
