import { expectNothingOfRun } from './kill.js'

// Every signal in every way of running suites is in test/full/handles.test.ts.

describe('a run that is ended while all of its handles and processes run', () => {
  it('by SIGINT leaves no process, port, directory or file', () => expectNothingOfRun('serial', 'SIGINT'))

  it('by SIGTERM leaves none, though only the main process is told', () => expectNothingOfRun('parallel', 'SIGTERM'))

  it('by kill -9 leaves none', () =>
    Promise.all([expectNothingOfRun('serial', 'SIGKILL'), expectNothingOfRun('command, parallel', 'SIGKILL')]))
})
