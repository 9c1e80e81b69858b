import { expect } from 'chai'
import { assignIds } from '../../src/plan/index.js'
import { planOf } from './plan-of.js'

const heading = '### API Integration Test: A -> B'
const bullets = [
  '1. **Contract Validation**',
  '   - GET /a returns 200',
  '   - GET /b returns 200',
  '2. **Security**',
  '   - GET /c returns 401',
  '',
  '- 購入できる',
]
const ids = (lines: string[], known?: ReadonlyMap<string, string>) => {
  const plan = planOf(heading, ...lines)
  const assigned = assignIds(plan.scenarios, known)
  return { assigned, list: plan.scenarios.map(({ key, title }) => `${assigned.get(key)} ${title}`) }
}

describe('the identity of what is planned', () => {
  it('gives short names from groups', () => {
    expect(ids(bullets).list).to.deep.equal([
      'CV-1 GET /a returns 200',
      'CV-2 GET /b returns 200',
      'SEC-1 GET /c returns 401',
      'API-1 購入できる',
    ])
  })

  it('keeps them when the plan is edited around them', () => {
    const { assigned } = ids(bullets)
    const edited = [
      '1. **Contract Validation**',
      '   - POST /new returns 201',
      '   - **GET /b** returns `200`!',
      '   - GET /a returns 200',
    ]
    expect(ids(edited, assigned).list).to.deep.equal([
      'CV-3 POST /new returns 201',
      'CV-2 GET /b returns 200!',
      'CV-1 GET /a returns 200',
    ])
  })

  it('never gives an id that the plan uses, and tells doubles apart', () => {
    const { list } = ids(['1. **Contract Validation**', '   - CV-1: x', '   - same', '   - same'])
    expect(list).to.deep.equal(['CV-1 x', 'CV-2 same', 'CV-3 same'])
  })
})
