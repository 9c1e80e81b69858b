import { expectCounts } from './counts.js'

// The other ways of running suites are in test/full/handles.test.ts.

describe('handles shared by four files start and stop as often as promised, and mocha ends by itself', () => {
  it('in one process', () => expectCounts('serial'))

  it('in two workers, by our command', () => expectCounts('command, parallel'))
})
