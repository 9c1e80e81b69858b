import { expect } from 'chai'
import fc from 'fast-check'
import { issueBytes, reports } from './issue-documents.js'
import { checkSplice } from './issue-invariants.js'

describe('any issue file', () => {
  it('changes in our section alone, or is refused with a reason and lines', () => {
    const seen = { made: 0, refused: 0 }
    fc.assert(
      fc.property(issueBytes, reports, (bytes, report) => {
        seen[checkSplice(bytes, report)] += 1
      }),
      { numRuns: 300 },
    )
    expect(seen.made).to.be.above(60)
    expect(seen.refused).to.be.above(20)
  })
})
