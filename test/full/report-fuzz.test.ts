import { expect } from 'chai'
import fc from 'fast-check'
import { issueBytes, reports } from '../report/issue-documents.js'
import { checkSplice } from '../report/issue-invariants.js'

describe('any issue file, many times', () => {
  it('changes in our section alone, or is refused with a reason and lines', () => {
    const seen = { made: 0, refused: 0 }
    fc.assert(
      fc.property(issueBytes, reports, (bytes, report) => {
        seen[checkSplice(bytes, report)] += 1
      }),
      { numRuns: 5_000 },
    )
    expect(seen.made).to.be.above(1_000)
    expect(seen.refused).to.be.above(300)
  })
})
