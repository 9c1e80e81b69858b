import { expect } from 'chai'
import { suite } from 'qa-integ'
import { status } from 'qa-integ/http'
import { log } from './marks.mjs'
import { directory, ofScenario, ofWorker, serverOf, stopless } from './world.mjs'

const { scenario } = suite({ timeout: '20s' })

/** Hangs in its when, with everything running. */
const hang = () => {
  log('hanging')
  return new Promise((done) => void setTimeout(done, 60_000))
}

/** Two scenarios that share what lives longer than one of them. */
export function usesEverything() {
  scenario('with everything')
    .given(ofScenario)
    .given(ofWorker)
    .given(stopless)
    .given(directory)
    .given(serverOf.scenario)
    .given(serverOf.worker)
    .given(serverOf.run)
    .when('all are asked', () => (process.env.HANG ? hang() : Promise.all(Object.values(serverOf).map(answerOf))))
    .expect('they answer', (answers) => expect(answers).to.deep.equal(['here', 'here', 'here']))

  scenario('with what is shared')
    .given(ofScenario)
    .given(ofWorker)
    .given(stopless)
    .when(serverOf.run.get('/'))
    .expect(status(200))
}

const answerOf = async ({ url }) => (await fetch(url)).text()
