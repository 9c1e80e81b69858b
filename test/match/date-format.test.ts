import { expect } from 'chai'
import fc from 'fast-check'
import { isWrittenIn, readFormat } from '../../src/match/date-format.js'

const isA = (format: string, text: string) => isWrittenIn(readFormat(format), text)

/** Examples of Java's DateTimeFormatter and of ISO 8601, RFC 2822 and RFC 3339. */
const table: [format: string, right: string[], wrong: string[]][] = [
  [
    'yyyy-MM-dd',
    ['2026-01-31', '2024-02-29', '2000-02-29', '0001-01-01'],
    [
      '2026-1-31',
      '2026-02-29',
      '1900-02-29',
      '2026-04-31',
      '2026-13-01',
      '2026-00-01',
      '2026-01-00',
      '26-01-31',
      '2026-01-31Z',
      ' 2026-01-31',
      '',
    ],
  ],
  [
    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    ['2026-01-31T14:05:09.123Z', '2026-01-31T00:00:00.000+14:00', '2026-01-31T23:59:60.999-03:30'],
    [
      '2026-01-31t14:05:09.123Z',
      '2026-01-31T24:05:09.123Z',
      '2026-01-31T14:60:09.123Z',
      '2026-01-31T14:05:61.123Z',
      '2026-01-31T14:05:09.12Z',
      '2026-01-31T14:05:09Z',
      '2026-01-31T14:05:09.123',
      '2026-01-31T14:05:09.123+0100',
      '2026-01-31T14:05:09.123z',
      '2026-01-31T14:05:09.123+19:00',
    ],
  ],
  [
    "yyyy-MM-dd'T'HH:mmX",
    ['2026-01-31T14:05Z', '2026-01-31T14:05+01', '2026-01-31T14:05+0130'],
    ['2026-01-31T14:05+01:30', '2026-01-31T14:05'],
  ],
  ['HH:mmXX', ['14:05Z', '14:05-0800'], ['14:05-08', '14:05-08:00']],
  ['HH:mmx', ['14:05+00', '14:05+0130'], ['14:05Z']],
  ['HH:mmxxx', ['14:05+00:00'], ['14:05Z', '14:05+0000']],
  ['HH:mmZ', ['14:05+0000'], ['14:05Z', '14:05+00:00']],
  ['HH:mmZZZZZ', ['14:05+00:00'], ['14:05+0000']],
  [
    'EEE, d MMM yyyy HH:mm:ss Z',
    ['Sat, 31 Jan 2026 14:05:09 +0000', 'sat, 1 aug 2026 00:00:00 -0700'],
    [
      'Sun, 31 Jan 2026 14:05:09 +0000',
      'Sat, 31 January 2026 14:05:09 +0000',
      'Sat 31 Jan 2026 14:05:09 +0000',
      'Sat, 32 Jan 2026 14:05:09 +0000',
    ],
  ],
  [
    'EEEE, MMMM d',
    ['Saturday, January 31', 'Monday, February 29'],
    ['Sat, January 31', 'Saturday, Jan 31', 'Saturday, February 30'],
  ],
  ['M/d/yy', ['1/31/26', '12/1/26', '2/29/24'], ['01/31/26', '13/1/26', '1/31/2026', '2/29/26', '0/1/26']],
  ['uuuu-DDD', ['2026-365', '2024-366', '2026-001'], ['2026-366', '2026-000', '2026-1', '2026-367']],
  ['yyyy D', ['2026 1', '2026 365'], ['2026 0', '2026 366', '2026 01']],
  ['h:mm a', ['2:05 PM', '12:59 am'], ['14:05 PM', '0:05 AM', '02:05 PM', '2:05']],
  ['hh:mm a', ['02:05 PM', '12:05 AM'], ['2:05 PM', '13:05 PM', '00:05 AM']],
  ['K:mm', ['0:05', '11:59'], ['12:05']],
  ['KK:mm', ['00:05', '11:59'], ['12:05', '0:05']],
  ['k:m', ['1:5', '24:59'], ['0:5', '25:5']],
  ['kk:mm', ['24:00', '01:00'], ['00:00']],
  ['H:m:s', ['0:0:0', '23:59:60', '9:5:7'], ['24:0:0', '09:05:07', '1:60:0']],
  ['LL.uu', ['01.26', '12.00'], ['1.26', '13.26']],
  ['yyyyMMddHHmmssSSS', ['20260131140509123'], ['20260231140509123', '2026013114050912']],
  ['SSSSSSSSS', ['123456789'], ['12345678', '1234567890']],
  ["h 'o''clock'", ["7 o'clock"], ['7 oclock', "7 O'clock"]],
  ["''yy''", ["'26'"], ['26']],
  ["yyyy'/'MM.", ['2026/01.'], ['2026/01x', '2026.01.']],
  ['d MMMM, y', ['29 February, 24', '1 March, 2026'], ['1 march2026']],
]

const refused: [format: string, why: string][] = [
  ['', 'it is empty'],
  ['QQ', 'QQ is no part that can be checked here'],
  ['yyyy-ww', 'ww is no part'],
  ['MMMMM', 'MMMMM is no part'],
  ['LLL', 'LLL is no part'],
  ['ddd', 'ddd is no part'],
  ['DD', 'DD is no part'],
  ['HHH', 'HHH is no part'],
  ['aa', 'aa is no part'],
  ['EEEEE', 'EEEEE is no part'],
  ['SSSSSSSSSS', 'SSSSSSSSSS is no part'],
  ['ZZZZ', 'ZZZZ is no part'],
  ['XXXX', 'XXXX is no part'],
  ['VV', 'VV is no part'],
  ['z', 'z is no part'],
  ['n', 'n is no part'],
  ["yyyy'T", 'a quote is not closed'],
  ["'", 'a quote is not closed'],
  ['yyyy[-MM]', "[ must stand in quotes: '['"],
  ['yyyy 7', "7 must stand in quotes: '7'"],
]

describe('match: formats of dates and times', () => {
  for (const [format, right, wrong] of table) {
    it(`${format} reads what is written so, and nothing else`, () => {
      for (const text of [...right, readFormat(format).example]) expect(isA(format, text), text).to.equal(true)
      for (const text of wrong) expect(isA(format, text), text).to.equal(false)
    })
  }

  for (const [format, why] of refused) {
    it(`refuses ${format || 'an empty format'}, with the reason and what is known`, () =>
      expect(() => readFormat(format))
        .to.throw(TypeError, `The format "${format}" can't be used: ${why}`)
        .with.property('message')
        .that.contains('Known are'))
  }

  it('agrees with the calendar', () => {
    const date = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(date, (one) => {
        expect(isA("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", one.toISOString())).to.equal(true)
        const [, weekday, day, month, year] = /^(...), 0?(\d+) (...) (\d+)/.exec(
          one.toUTCString(),
        ) as unknown as string[]
        expect(isA('EEE d MMM yyyy', `${weekday} ${day} ${month} ${year}`)).to.equal(true)
        const wrong = weekday === 'Mon' ? 'Tue' : 'Mon'
        expect(isA('EEE d MMM yyyy', `${wrong} ${day} ${month} ${year}`)).to.equal(false)
      }),
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 9999 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (year, month, day) => {
          const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
          const exists = new Date(`${text}T00:00:00Z`).getUTCDate() === day
          expect(isA('yyyy-MM-dd', text), text).to.equal(exists)
        },
      ),
    )
  })
})
