import { expect } from 'chai'
import { runSuite } from '../support/run-suite.js'

const told = (title: string, when: string) =>
  `scenario('${title}').when('it acts', async () => { ${when} }).expect('anything', () => {})`

const killed = (rest: string) => `
import { scenario } from 'qa-integ'
for (let i = 0; i < 43; i++) scenario('quick ' + i).when('it acts', () => i).expect('anything', () => {})
${rest}
`
const KILL = "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})"

describe('the records of a process that is killed', () => {
  it('hold all scenarios that ended before one that waits for a moment', async () => {
    const { scenarios, lines } = await runSuite({
      'a.integ.mjs': killed(told('the last', `await new Promise((done) => setTimeout(done, 200)); ${KILL}`)),
    })
    expect(scenarios.map(({ title }) => title)).to.deep.equal(Array.from({ length: 43 }, (_, i) => `quick ${i}`))
    expect(lines.filter(({ kind }) => kind === 'worker')).to.have.length(1)
  })

  it('lack at most seven scenarios when the next one kills it at once', async () => {
    const { scenarios } = await runSuite({ 'a.integ.mjs': killed(told('the last', KILL)) })
    expect(scenarios.length).to.be.at.least(43 - 7)
  })

  it('are complete when it exits', async () => {
    const { scenarios, lines } = await runSuite({ 'a.integ.mjs': killed(told('the last', 'process.exit(3)')) })
    expect(scenarios).to.have.length(43)
    expect(lines.filter(({ kind }) => kind === 'worker')).to.have.length(2)
  })
})
