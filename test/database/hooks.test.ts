import { expect } from 'chai'
import { sites } from '../../src/database/statements/sites.js'
import { describeStatement, statementLog } from '../../src/database/statements/statements.js'

describe('the lines that send statements', () => {
  it('are remembered where somebody wants them, of the same text, but for numbers, so many', () => {
    const own = sites(() => {})
    expect(own.wants('SELECT 1')).to.equal(false)
    own.want(2)
    expect(['SELECT 1', 'SELECT 2', 'SELECT 1', 'SELECT a2'].map((sql) => own.wants(sql))).to.deep.equal([
      true,
      true,
      false,
      true,
    ])
    own.clear()
    expect(own.wants('SELECT 3')).to.equal(false)
  })

  it('are left away where nobody did', () => {
    const statement = statementLog().begin('SELECT  1', 'SELECT', undefined, undefined, undefined, false)
    expect(describeStatement(statement)).to.equal('SELECT 1')
  })
})
