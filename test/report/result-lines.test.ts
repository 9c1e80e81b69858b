import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readResults } from '../../src/report/index.js'
import { failing, record } from './samples.js'

describe('a results folder', () => {
  const made: string[] = []
  const folder = (files: Record<string, string>): string => {
    const path = mkdtempSync(join(tmpdir(), 'results-'))
    made.push(path)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
    return path
  }
  after(() => {
    for (const path of made) rmSync(path, { recursive: true })
  })
  const line = (value: object): string => `${JSON.stringify(value)}\n`

  it('is read, the files of all workers', async () => {
    const path = folder({
      'worker-1.ndjson': line(record()),
      'worker-2.ndjson': line(failing({ title: 'x' })),
      'notes.txt': 'no',
    })
    const { totals, scenarios, problems } = await readResults(path)
    expect(totals).to.include({ passed: 1, failed: 1 })
    expect(scenarios.map(({ worker }) => worker)).to.deep.equal(['worker-1', 'worker-2'])
    expect(problems).to.deep.equal([])
  })

  it('may be several, of shards', async () => {
    const results = await readResults([
      folder({ 'a.ndjson': line(record()) }),
      folder({ 'a.ndjson': line(record({ title: 'y' })) }),
    ])
    expect(results.scenarios.map(({ worker }) => worker)).to.deep.equal(['1/a', '2/a'])
  })

  it('says which file a killed worker tore, keeps the rest, and claims no readiness', async () => {
    const torn = line(record()) + line(record({ title: 'z' })).slice(0, 40)
    const { totals, problems, readiness } = await readResults(folder({ 'worker-7.ndjson': torn }))
    expect(totals.passed).to.equal(1)
    expect(problems[0]).to.include({ kind: 'torn line', line: 2, incomplete: true })
    expect(problems[0]?.text).to.match(/the last line of .*worker-7\.ndjson is torn/)
    expect(readiness.verdict).to.equal('blocked')
  })

  it('takes a last line without a newline for whole, if it is', async () => {
    expect((await readResults(folder({ 'a.ndjson': line(record()).trim() }))).problems).to.deep.equal([])
  })

  it('says which line is damaged', async () => {
    const text = `{"kind":"scen\n\n${line(record())}${line({ kind: 'scenario', title: 'x' })}${line({ kind: 'weather' })}null\n${line(record({ title: 'b' }))}`
    const { totals, problems } = await readResults(folder({ 'a.ndjson': text }))
    expect(totals.passed).to.equal(2)
    expect(problems.map(({ kind, line, incomplete }) => [kind, line, incomplete])).to.deep.equal([
      ['unreadable line', 1, true],
      ['unreadable line', 4, true],
      ['unknown line', 5, false],
      ['unknown line', 6, false],
    ])
  })

  it('says which worker began and never ended', async () => {
    const began = line({ kind: 'worker', event: 'started' }) + line(record())
    const { problems, readiness } = await readResults(
      folder({ 'a.ndjson': began, 'b.ndjson': `${began}${line({ kind: 'worker', event: 'ended' })}` }),
    )
    expect(problems.map(({ kind, text }) => [kind, text])).to.deep.equal([
      ['worker never ended', 'worker a started and never ended: what it still had to run is missing'],
    ])
    expect(readiness.verdict).to.equal('blocked')
  })

  it('must be there', async () => {
    const error = await readResults('/nowhere/at/all').catch((thrown: Error) => thrown)
    expect(error).to.be.instanceOf(Error)
    expect((error as Error).message).to.match(/no results folder at \/nowhere\/at\/all: run `npx qa-integ run` first/)
  })
})
