import { expect } from 'chai'
import { DataSource } from 'typeorm'
import { database } from '../../src/database/index.js'
import { SQLITE } from '../support/sqlite-type.js'
import { telling } from '../support/tell.js'
import { unlessWithout } from './engines.js'

/** What a when does to a row of `things`, and the line that tells of it; 'nothing' where it is the same as before. */
type Told = readonly [sql: string, says: RegExp | 'nothing', before?: string]

const LONG = 'x'.repeat(1_000_000)
const set = (cells: string): string => `UPDATE things SET ${cells} WHERE id = 1`

const everywhere: Record<string, Told> = {
  'the same value': [set(`s = s`), 'nothing'],
  'an empty text where none was': [set(`s = ''`), /~ 1: s NULL -> ''$/],
  'the text NULL where none was': [set(`s = 'NULL'`), /~ 1: s NULL -> 'NULL'$/],
  'the end of a long text': [
    set(`s = '${LONG}y'`),
    /~ 1: s …x{20}z' \(1000003 characters\) -> …x{20}y' \(1000003 characters\)$/,
    set(`s = '${LONG}z'`),
  ],
  'quotes, a line break, a backslash and more': [
    `INSERT INTO things (id, s) VALUES (2, '${`it''s "a"\n\t😀\u00a0`}')`,
    /^ {4}\+ id=2 s='it''s "a"␊␉😀<U\+00A0>' /m,
  ],
  'a whole number that no double holds': [
    set(`big = 9007199254740992`),
    /~ 1: big 9007199254740993 -> 9007199254740992$/,
  ],
  'the last digit of a double': [
    set(`r = 0.30000000000000004`),
    /~ 1: r 0\.3 -> (0\.30000000000000004|3\.0{15}44e-01)$/,
  ],
  'the greatest doubles': [set(`r = 1e308`), /~ 1: r 0\.3 -> 1(\.0)?e\+?308$/],
  'secrets, a key among them': [
    `UPDATE logins SET password = 'geheim', note = 'paid with 4111 1111 1111 1111' WHERE token = 's3cr3t'`,
    /logins: .*\n {4}~ \[masked\]: password \[masked\] -> \[masked\], note '\{"password":"\[masked\]"\}' -> 'paid with \[masked\]'$/,
  ],
  'one of two equal rows without a key, removed and put back': [
    `DELETE FROM plain WHERE b = 'c';INSERT INTO plain VALUES ('a', 'c')`,
    'nothing',
  ],
  'a row without a key': [
    `UPDATE plain SET b = 'd' WHERE b = 'c'`,
    /plain: expected no change, for it is not named, got \+1, -1\n {4}\+ a='a' b='d'\n {4}- a='a' b='c'$/,
  ],
  'equal rows': [`DELETE FROM plain WHERE b = 'b'`, /got -2\n {4}- a='a' b='b'\n {4}- a='a' b='b'$/],
  'many cells of many rows': [
    `INSERT INTO plain SELECT b, a FROM plain UNION ALL SELECT a, b FROM plain`,
    /got \+6\n( {4}\+ a='[abc]' b='[abc]'\n){5} {4}… and 1 more added$/,
  ],
}

const onSqlite: Record<string, Told> = {
  'what comes after a NUL': [
    set(`s = 'a' || char(0) || 'b'`),
    /~ 1: s CAST\(X'610063' AS TEXT\) -> CAST\(X'610062' AS TEXT\)$/,
    set(`s = 'a' || char(0) || 'c'`),
  ],
  'a text where bytes were': [set(`b = 'a'`), /~ 1: b X'61' -> 'a'$/, set(`b = x'61'`)],
  'rows whose key has no value': [
    `INSERT INTO logins VALUES (NULL, 'a', NULL), (NULL, 'b', NULL)`,
    /logins: .* got \+2\n/,
  ],
}

const onPostgres: Record<string, Told> = {
  'the null of JSON where none was': [set(`doc = 'null'`), /~ 1: doc NULL -> 'null'$/],
  'a long JSON': [
    set(`doc = jsonb_build_object('a', repeat('x', 100), 'z', 2)`),
    /~ 1: doc …x+", "z": 1\}' \(\d+ characters\) -> …x+", "z": 2\}' \(\d+ characters\)$/,
    set(`doc = jsonb_build_object('a', repeat('x', 100), 'z', 1)`),
  ],
  'where an array begins': [set(`list = '[2:3]={1,2}'`), /~ 1: list '\{1,2\}' -> '\[2:3\]=\{1,2\}'$/],
  'numbers that are none': [set(`r = 'NaN', n = 'Infinity'`), /~ 1: r 0\.3 -> NaN, n 1\.1 -> Infinity$/],
  'a decimal with one digit more': [set(`n = 1.10`), /~ 1: n 1\.1 -> 1\.10$/],
  'a microsecond': [set(`at = at + interval '1us'`), /~ 1: at '2020-01-01 00:00:00\.000001\+00' -> '.*\.000002\+00'$/],
  'the same moment of another zone': [set(`at = '2020-01-01 09:00:00.000001+09'`), 'nothing'],
  bytes: [set(`b = '\\x0001'`), /~ 1: b '\\x00' -> '\\x0001'$/, set(`b = '\\x00'`)],
  'a value of a type of its own': [set(`pair = ROW(2, 'it''s')`), /~ 1: pair NULL -> '\(2,it''s\)'$/],
  'rows of another schema': [`INSERT INTO other.things VALUES (7)`, /other\.things: .* got \+1\n {4}\+ id=7$/],
  'a row that moved to another partition': [`UPDATE parts SET y = 12`, /parts: .* got \+1, -1\n/],
}

const onMariadb: Record<string, Told> = {
  'what comes after a NUL': [set(`s = 'a\\0b'`), /~ 1: s 'a␀c' -> 'a␀b'$/, set(`s = 'a\\0c'`)],
  'another case, for which the collation is blind': [set(`s = 'A'`), /~ 1: s 'a' -> 'A'$/, set(`s = 'a'`)],
  'a blank at the end': [set(`s = 'a '`), /~ 1: s 'a' -> 'a '$/, set(`s = 'a'`)],
  'the hour that comes twice in a year': [
    set(`at = '2020-10-25 01:30:00'`),
    /~ 1: at '2020-10-25 00:30:00\.0+' -> '2020-10-25 01:30:00\.0+'$/,
    set(`at = '2020-10-25 00:30:00'`),
  ],
  'bits and sets': [set(`bits = b'101', kinds = 'a,b'`), /~ 1: bits NULL -> b'101', kinds NULL -> 'a,b'$/],
}

const plain = (text: string): string[] => [
  `CREATE TABLE logins (token ${text} PRIMARY KEY, password ${text}, note ${text})`,
  `INSERT INTO logins VALUES ('s3cr3t', 'p', '{"password":"inner"}')`,
  `CREATE TABLE plain (a ${text}, b ${text})`,
  `INSERT INTO plain VALUES ('a', 'b'), ('a', 'b'), ('a', 'c')`,
]
const worlds: Record<string, { schema: string[]; told: Record<string, Told> }> = {
  sqlite: {
    schema: [
      ...plain('text'),
      `CREATE TABLE things (id integer PRIMARY KEY, s text, r real, big integer, b blob)`,
      `INSERT INTO things VALUES (1, NULL, 0.3, 9007199254740993, NULL)`,
    ],
    told: { ...everywhere, ...onSqlite },
  },
  postgres: {
    schema: [
      ...plain('text'),
      `CREATE TYPE pairs AS (a int, b text)`,
      `CREATE TABLE things (id int PRIMARY KEY, s text, r float8, big bigint, b bytea, doc jsonb, list int[], n numeric, at timestamptz, pair pairs)`,
      `INSERT INTO things VALUES (1, NULL, 0.3, 9007199254740993, NULL, NULL, '{1,2}', 1.1, '2020-01-01 00:00:00.000001+00', NULL)`,
      `CREATE SCHEMA other`,
      `CREATE TABLE other.things (id int PRIMARY KEY)`,
      `CREATE TABLE parts (id int, y int, PRIMARY KEY (id, y)) PARTITION BY RANGE (y)`,
      `CREATE TABLE parts_a PARTITION OF parts FOR VALUES FROM (0) TO (10)`,
      `CREATE TABLE parts_b PARTITION OF parts FOR VALUES FROM (10) TO (20)`,
      `INSERT INTO parts VALUES (1, 1)`,
    ],
    told: { ...everywhere, ...onPostgres },
  },
  mariadb: {
    schema: [
      ...plain('varchar(90)'),
      `CREATE TABLE things (id int PRIMARY KEY, s longtext, r double, big bigint, at timestamp(6) NULL, bits bit(3), kinds set('a', 'b'))`,
      `INSERT INTO things VALUES (1, NULL, 0.3, 9007199254740993, NULL, NULL, NULL)`,
    ],
    told: { ...everywhere, ...onMariadb },
  },
}

function tells(on: 'sqlite' | 'postgres' | 'mariadb'): void {
  it(`tells what moved, cell by cell, on ${on}`, async () => {
    const { schema, told } = worlds[on]!
    class Things1700000000001 {
      async up(runner: { query(sql: string): Promise<unknown> }) {
        for (const sql of schema) await runner.query(sql)
      }
      async down() {}
    }
    const type = on === 'sqlite' ? SQLITE : on
    const place = on === 'sqlite' ? { database: ':memory:' } : { url: 'x://a:b@127.0.0.1:1/x' }
    const source = new DataSource({ type, ...place, migrations: [Things1700000000001] } as never)
    const run = async (sql: string) => {
      for (const one of sql.split(';')) await source.query(one)
    }
    const db = database({ dataSource: source, on })
    const stage = telling()
    for (const [title, [sql, , before]] of Object.entries(told))
      stage
        .scenario(title)
        .given(db)
        .given('how it was', async () => void (before && (await run(before))))
        .when('it is written', () => run(sql))
        .expect(db.unchanged())
    const outcomes = await stage.outcomes({ timeout: 20_000 })
    for (const [i, [title, [, says]]] of Object.entries(told).entries()) {
      const text = outcomes[i]!.error?.message ?? 'nothing'
      if (says === 'nothing') expect(text, title).to.equal(says)
      else expect(text, title).to.match(says)
      expect(text.length, title).to.be.lessThan(1_000)
    }
    expect(await stage.end()).to.deep.equal([])
  })
}

describe('a delta of cells', () => {
  tells('sqlite')
  tells('postgres')
  unlessWithout('tells what moved, cell by cell,', () => tells('mariadb'))
})
