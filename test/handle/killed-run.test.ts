import { expectNothingOfRun } from './kill.js'

describe('a run that is ended while all of its handles and processes run', () => {
  it('by SIGINT leaves no process, port, directory or file', () =>
    Promise.all([expectNothingOfRun('serial', 'SIGINT'), expectNothingOfRun('parallel', 'SIGINT')]))

  it('by SIGTERM leaves none, though only the main process is told', () =>
    Promise.all([expectNothingOfRun('parallel', 'SIGTERM'), expectNothingOfRun('command, parallel', 'SIGTERM')]))

  it('by kill -9 leaves none', () =>
    Promise.all([expectNothingOfRun('serial', 'SIGKILL'), expectNothingOfRun('command, parallel', 'SIGKILL')]))
})
