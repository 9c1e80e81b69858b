import { expect } from 'chai'
import { expectation, given, suite } from 'qa-integ'
import { mark, ownMarks } from './marks.mjs'
import { badStart, gateway, misbehaviour, openSocket, server, table } from './world.mjs'

const { scenario } = suite({ timeout: '20s' })

/** A scenario that makes a row, a stub, a socket and a file, and is killed in a phase. */
export function killed(phase, how) {
  const inPhase = (one, tools) => (one === phase ? misbehaviour[how](tools) : undefined)
  const armed = expectation(
    'armed',
    (_result, _context, tools) => inPhase('expect', tools),
    (_context, tools) => inPhase('arm', tools),
  )
  const before = phase === 'start' ? badStart(how, misbehaviour[how]) : given('nothing more', () => {})
  scenario(`killed in ${phase} by ${how}`, how === 'time-out' ? { timeout: '100ms' } : {})
    .given(before)
    .given(server)
    .given(table)
    .given('things', (_, tools) => {
      tools.defer(mark('file'))
      tools.defer(openSocket())
      tools.defer(() => inPhase('clean-up', tools))
      tools.verify('held', () => inPhase('verify', tools))
      table.value.insert()
      gateway.charge.returns('stubbed')
      return inPhase('given', tools)
    })
    .when('something happens', (_, tools) => {
      table.value.insert()
      return inPhase('when', tools)
    })
    .expect(armed)

  scenario(`after ${phase} by ${how}, the next one finds all as it was`)
    .given(table)
    .when('it looks', () => ownMarks().filter((name) => !name.startsWith('late')))
    .expect('nothing is there', (files) => expect(files).to.deep.equal([]))
    .expect('no stub answers', () => expect(gateway.charge()).to.equal(undefined))
}
