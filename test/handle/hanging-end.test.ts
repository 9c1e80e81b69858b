import { expect } from 'chai'
import { runSuite } from '../support/run-suite.js'

/** Makes the limit of 10 s that ends have one of 50 ms. */
const IMPATIENT = `
  const { setTimeout: real } = globalThis
  globalThis.setTimeout = (work, ms, ...more) => real(work, ms > 9_000 && ms <= 10_000 ? 50 : ms, ...more)`

const SUITE = `
  import { appendFileSync, readFileSync } from 'node:fs'
  import { expect } from 'chai'
  import { handle, scenario } from 'qa-integ'

  const never = () => new Promise(() => {})
  const tell = (line) => () => appendFileSync('log', line + '\\n')
  const told = () => readFileSync('log', 'utf8').trim().split('\\n')
  const part = (name, per, ends) => handle({ name, per, start: () => ({}), stop: tell('stop ' + name), ...ends })
  const below = part('below', 'scenario', {})
  const stuck = part('stuck', 'scenario', { stop: never })
  const above = part('above', 'scenario', {})
  const dirty = part('dirty', 'worker', { reset: never })
  const clean = part('clean', 'worker', { reset: tell('reset clean') })
  const last = part('last', 'worker', { stop: never })
  const y = ['y', () => 1]
  const z = ['z', () => {}]

  scenario('a clean-up hangs')
    .given('a', (_, { defer }) => defer(tell('clean-up of a')))
    .given('b', (_, { defer }) => defer(never))
    .given('c', (_, { defer }) => defer(tell('clean-up of c')))
    .when(...y).expect(...z)
  scenario('a stop hangs').given(below).given(stuck).given(above).when(...y).expect(...z)
  scenario('a reset hangs').given(clean).given(dirty).when(...y).expect(...z)
  // Nobody knows how a handle is that was not reset, so it is stopped.
  scenario('the next one finds that all others have ended').given(last)
    .when('it looks', told)
    .expect('they have', (lines) =>
      expect(lines).to.deep.equal(['clean-up of c', 'clean-up of a', 'stop above', 'stop below', 'stop dirty', 'reset clean']))`

describe('an end that hangs', () => {
  it('fails in a sentence that names it, and keeps neither the other ends nor the next scenario from running', async () => {
    const { code, stdout, stderr, scenarios } = await runSuite(
      { 'impatient.mjs': IMPATIENT, 'a.integ.js': SUITE },
      { nodeOptions: ['--import=./impatient.mjs'] },
    )
    const output = stdout + stderr
    const hung = (what: string) =>
      `${what} did not end within 10 s, and the others ran without it; let it give up what it waits for after a while`
    expect(
      scenarios.map(({ errors }) => errors.map(({ message }) => message)),
      output,
    ).to.deep.equal([[hung('the clean-up')], [hung('stop of handle "stuck"')], [hung('reset of handle "dirty"')], []])
    expect(output).to.contain('could not be run: clean-up of "b": the clean-up did not end')
    expect(output).to.contain('could not be run: leaving the handles: stop of handle "stuck" did not end')
    // A handle of the worker ends with the run.
    expect(output).to.match(/stop of handle "last" did not end within 10 s/)
    expect(code, output).to.be.greaterThan(0)
  })
})
