import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from 'chai'
import { ANOMALIES, type AnomalyName } from './anomalies.js'
import { type EngineRows, INNODB, MARIADB_SNAPSHOTS, POSTGRES, SQLITE } from './table.js'

const PAGE = resolve(import.meta.dirname, '../../../docs/guides/anomalies.md')
const RENEW = 'QA_RENEW=1 npx mocha --spec test/database/hermitage/page.test.ts'

const WORDS: Readonly<Record<AnomalyName, string>> = {
  G0: 'dirty write: two transactions write the same rows, and each row keeps another one',
  G1a: 'aborted read: what was rolled back had been read',
  G1b: 'intermediate read: a value was read that its transaction wrote over before it committed',
  G1c: 'circular information flow: each of two read what the other had written',
  OTV: 'observed transaction vanishes: one row shows a transaction, another shows the one before it',
  PMP: 'phantom: the same condition finds a row that was not there before',
  'PMP-write': 'phantom, in a write: a DELETE by a condition misses a row, or takes another than was read',
  P4: 'lost update: two read, then both write what they made of it',
  'G-single': 'read skew: two rows are read, one from before another transaction and one from after it',
  'G-single-predicate': 'read skew, by a condition',
  'G-single-write': 'read skew, in a write: a row is written by what another transaction has changed since it was read',
  'G2-item': 'write skew: each of two writes another row by what it read of both',
  G2: 'write skew, by a condition: each of two adds a row that would have kept the other from adding its own',
  'G2-two-edges': 'a reader sees an order of two writers that rules out how they ended',
}

function page(): string {
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`
  const table = (title: string, rows: EngineRows): readonly string[] => [
    `## ${title}`,
    '',
    line(['', '', ...rows.levels.map(({ level }) => level.toLowerCase())]),
    line(['---', '---', ...rows.levels.map(() => '---')]),
    ...ANOMALIES.filter(({ name }) => rows.only?.includes(name) ?? true).map(({ name }) =>
      line([
        name,
        WORDS[name],
        ...rows.levels.map(({ occurs }) => (occurs.includes(name) ? '**occurs**' : 'prevented')),
      ]),
    ),
    '',
  ]
  return [
    '# What isolation levels prevent',
    '',
    "What can go wrong between transactions, by the names that Martin Kleppmann's [Hermitage](https://github.com/ept/hermitage) gives it, and at which level it does. Each cell is a race of the tests of this",
    'package (`test/database/hermitage`), which fail when an engine does something else; `test/database/hermitage/page.test.ts` fails when this page does.',
    '',
    ...table('PostgreSQL 18', POSTGRES),
    'As published for 9.3.5. READ COMMITTED is what a transaction gets that asks for nothing; READ UNCOMMITTED is the same there.',
    '',
    ...table('MariaDB 10.11, MySQL 9.7', INNODB),
    'As published for MySQL 5.6.21. REPEATABLE READ is what a transaction gets that asks for nothing: its snapshot is for reads only, an UPDATE or DELETE works on the rows as they are now.',
    '',
    ...table('MariaDB with `innodb_snapshot_isolation`', MARIADB_SNAPSHOTS),
    'It is on by default from version 11.6.2 on, and can be set from 10.11.8 on, where it was measured: a statement that would change what another transaction has changed since the snapshot fails (error 1020). Other levels are as above.',
    '',
    '## SQLite 3',
    '',
    `Its one level, SERIALIZABLE, prevents ${SQLITE.levels.every(({ occurs }) => occurs.length === 0) ? 'all of these' : 'not all of these'}: there is a single writer, and a snapshot from the first read to the end. Whoever has read what another has changed may not write any more, which SQLite says at once.`,
    '',
    'What a level does not prevent, `db.race(...)` finds in your own code: [Races](races.md).',
    '',
  ].join('\n')
}

describe('the page on isolation levels', () => {
  it('says what the races of the tests are held to', () => {
    const text = page()
    if (process.env.QA_RENEW) writeFileSync(PAGE, text)
    expect(readFileSync(PAGE, 'utf8'), `the page differs from the tables; renew it by ${RENEW}`).to.equal(text)
  })
})
