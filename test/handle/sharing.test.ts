import { expectCounts } from './counts.js'

describe('handles shared by four files start and stop as often as promised, and mocha ends by itself', () => {
  it('in one process and in two workers', () => Promise.all([expectCounts('serial'), expectCounts('parallel')]))

  it('by our command', () => Promise.all([expectCounts('command'), expectCounts('command, parallel')]))
})
