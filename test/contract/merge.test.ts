import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import * as fc from 'fast-check'
import { pactBody } from '../../src/contract/body.js'
import type { HttpInteraction } from '../../src/contract/http-interaction.js'
import { relation } from '../../src/contract/identity.js'
import { freshParts, get, mergePacts, post } from '../../src/contract/index.js'
import type { ProviderState } from '../../src/contract/provider-state.js'
import { eachLike, integer, like, regex } from '../../src/match/index.js'
import { filesBelow, inFolder, pactIn } from './in-folder.js'
import { writeAsPart, writeOfficially } from './written.js'

const pair = { consumer: 'web', provider: 'users' }

function interaction(
  description: string,
  body: unknown = { id: 7 },
  states: readonly ProviderState[] = [],
): HttpInteraction {
  const content = pactBody(body, [], 'x', false)
  return {
    identity: { type: 'Synchronous/HTTP', description, states },
    request: get('/users/7', { headers: { accept: 'application/json' } }),
    response: { status: 200, headers: [], ...(content ? { body: content } : {}) },
    place: 'web.integ.ts:1:1',
  }
}

const merged = (folder: string, file = 'web-users.json') => readFileSync(join(folder, file), 'utf8')
const failure = () =>
  mergePacts().then(
    () => '',
    (error: Error) => error.message,
  )

describe('merging pacts', () => {
  it("gives the bytes that Pact's own writer gives", () =>
    inFolder(async (folder) => {
      const told = [
        interaction('b', { ids: eachLike(integer(7)), name: like('Ann'), rate: 1.5, none: null }),
        interaction('a', { id: 7 }, [
          { name: 'one', params: { id: 7, at: { x: [1.25, 'é', null] } } },
          { name: 'two' },
        ]),
        {
          ...interaction('ä'),
          request: post(regex(/^\/users\/\d+$/, '/users/7'), { name: like('Ann') }, { query: { n: ['1', '2'] } }),
        },
        interaction('a', { id: 8 }, [{ name: 'another' }]),
        interaction('Z', undefined),
      ]
      for (const [i, one] of told.entries()) writeAsPart(pair, `scenario ${i}`, [one])
      writeOfficially(join(folder, 'official'), pair, told)
      expect(await mergePacts()).to.deep.equal([{ ...pair, file: join(folder, 'web-users.json'), interactions: 5 }])
      expect(merged(folder)).to.equal(merged(join(folder, 'official')))
    }))

  it('does so for whatever is told, in whatever order', async () => {
    // Numbers of more digits, Pact's own writer changes when it reads its file again.
    const decimal = fc.integer({ min: -99_999, max: 99_999 }).map((n) => n / 100)
    const name = fc.constantFrom('a', 'b', 'B', 'ä', 'a b', '😀', '￿')
    const params = fc.dictionary(
      fc.constantFrom('id', 'x y', 'ä'),
      fc.oneof(fc.integer(), decimal, fc.string(), fc.constant(null)),
      { minKeys: 1 },
    )
    const states = fc.array(fc.record({ name, params }, { requiredKeys: ['name'] }), { maxLength: 2 })
    const body = fc.oneof(fc.record({ id: fc.integer(), rate: decimal, name: fc.string() }), fc.constant(undefined))
    const told = fc.array(fc.tuple(name, body, states), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(told, (tuples) =>
        inFolder(async (folder) => {
          const interactions: HttpInteraction[] = []
          for (const [description, content, given] of tuples) {
            const one = interaction(description, content, given)
            if (interactions.every((other) => relation(one.identity, other.identity) === 'apart'))
              interactions.push(one)
          }
          for (const [i, one] of interactions.entries()) writeAsPart(pair, `scenario ${i}`, [one])
          writeOfficially(join(folder, 'official'), pair, interactions)
          await mergePacts()
          expect(merged(folder)).to.equal(merged(join(folder, 'official')))
        }),
      ),
      { numRuns: 60 },
    )
  })

  it('keeps one of what is told twice', () =>
    inFolder(async (folder) => {
      writeAsPart(pair, 'one', [interaction('a'), interaction('b')])
      writeAsPart(pair, 'two', [interaction('a')])
      await mergePacts()
      expect(pactIn(folder, 'web-users').interactions.map(({ description }) => description)).to.deep.equal(['a', 'b'])
    }))

  it('refuses one name for two things, and names both scenarios and the difference', () =>
    inFolder(async (folder) => {
      const state = [{ name: 'a user', params: { id: 7 } }]
      writeAsPart(pair, 'the first', [interaction('a', { id: 7, name: 'Ann' }, state)])
      writeAsPart(pair, 'the second', [interaction('a', { id: 7, name: 'Bea' }, state)])
      const text = await failure()
      expect(text).to.contain(`"a" given a user { id: 7 }, in scenario "the first" (told at web.integ.ts:1:1)`)
      expect(text).to.contain('in scenario "the second"')
      expect(text).to.match(/they differ at \$\.response\.body\.content\.name: "(Ann|Bea)" or "(Ann|Bea)"/)
      expect(text).to.contain('give one of them another description')
      expect(filesBelow(folder).filter((file) => !file.startsWith('parts'))).to.deep.equal([])
    }))

  for (const [what, one, other] of [
    ['parameters', [{ name: 's', params: { id: 1 } }], [{ name: 's', params: { id: 2 } }]],
    ['a state', [], [{ name: 's' }]],
  ] as const)
    it(`refuses two that only ${what} tell apart, as Pact's writer would lose one`, () =>
      inFolder(async (folder) => {
        const told = [interaction('a', { id: 1 }, other), interaction('a', { id: 2 }, one)]
        writeOfficially(join(folder, 'official'), pair, told)
        expect(pactIn(join(folder, 'official'), 'web-users').interactions).to.have.lengthOf(1)
        for (const [i, single] of told.entries()) writeAsPart(pair, `scenario ${i}`, [single])
        expect(await failure()).to.contain('so one of them would be lost: give one another description')
      }))

  it('tells states apart by their order', () =>
    inFolder(async () => {
      writeAsPart(pair, 'one', [
        interaction('a', 1, [{ name: 's' }, { name: 't' }]),
        interaction('a', 2, [{ name: 't' }, { name: 's' }]),
      ])
      expect((await mergePacts())[0]!.interactions).to.equal(2)
    }))

  it('replaces what the same scenario wrote before', () =>
    inFolder(async (folder) => {
      writeAsPart(pair, 'one', [interaction('a', { id: 1 })])
      writeAsPart(pair, 'one', [interaction('a', { id: 2 })])
      await mergePacts()
      expect(pactIn(folder, 'web-users').interactions[0].response.body.content).to.deep.equal({ id: 2 })
    }))

  it('writes a file for each pair', () =>
    inFolder(async (folder) => {
      for (const consumer of ['web', 'app']) writeAsPart({ consumer, provider: 'users' }, 'one', [interaction('a')])
      await mergePacts()
      expect(filesBelow(folder).filter((file) => !file.startsWith('parts'))).to.deep.equal([
        'app-users.json',
        'web-users.json',
      ])
      expect(pactIn(folder, 'app-users').consumer.name).to.equal('app')
    }))

  it('never writes elsewhere, whatever the names are', () =>
    inFolder(async (folder) => {
      const names = ['../../up', '/etc/x', '@acme/web', 'a\\b', '..', '.hidden', 'con:1', 'ü', 'x'.repeat(300)]
      for (const consumer of names) writeAsPart({ consumer, provider: 'users' }, 'one', [interaction('a')])
      const pacts = await mergePacts()
      for (const { file } of pacts) expect(dirname(file)).to.equal(folder)
      expect(new Set(pacts.map(({ consumer }) => consumer))).to.deep.equal(new Set(names))
      const files = filesBelow(folder).filter((file) => !file.startsWith('parts'))
      expect(files).to.have.lengthOf(names.length)
      expect(
        files
          .map(
            (file) =>
              (JSON.parse(merged(folder, file)) as (typeof pacts)[0] & { consumer: { name: string } }).consumer.name,
          )
          .sort(),
      ).to.deep.equal([...names].sort())
      expect(files).to.include('ü-users.json')
    }))

  it('tells pairs apart whose names make the name of one file', () =>
    inFolder(async () => {
      writeAsPart({ consumer: 'a-b', provider: 'c' }, 'one', [interaction('a')])
      writeAsPart({ consumer: 'a', provider: 'b-c' }, 'one', [interaction('a')])
      expect(new Set((await mergePacts()).map(({ file }) => file)).size).to.equal(2)
    }))

  it('keeps the digits of numbers', () =>
    inFolder(async (folder) => {
      writeAsPart(pair, 'one', [interaction('a', { id: 7 })])
      const part = join(folder, filesBelow(folder)[0]!)
      writeFileSync(
        part,
        readFileSync(part, 'utf8').replace('"id": 7', '"id": 10000000000000000000000001, "rate": 1.0'),
      )
      await mergePacts()
      expect(merged(folder)).to.contain('"id": 10000000000000000000000001').and.to.contain('"rate": 1.0')
    }))

  it('writes nothing without parts, and forgets parts on request', () =>
    inFolder(async (folder) => {
      expect(await mergePacts()).to.deep.equal([])
      writeAsPart(pair, 'one', [interaction('a')])
      await mergePacts()
      await freshParts()
      await freshParts()
      expect(filesBelow(folder)).to.deep.equal(['web-users.json'])
      expect(await mergePacts()).to.deep.equal([])
      expect(filesBelow(folder)).to.deep.equal(['web-users.json'])
    }))

  it('says which part is damaged', () =>
    inFolder(async (folder) => {
      mkdirSync(join(folder, 'parts'))
      writeFileSync(join(folder, 'parts/x.json'), '{')
      expect(await failure())
        .to.contain(join(folder, 'parts/x.json'))
        .and.to.contain('remove it')
    }))
})
