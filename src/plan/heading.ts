import type { Category } from '../scenario/record.js'
import { cleanText, readPoint } from './clean-text.js'

/** What stands under a heading: tests, a case told in full, thresholds, or parts of a plan that are no tests. */
export type HeadingRole =
  | 'suite'
  | 'tests'
  | 'case'
  | 'performance'
  | 'gates'
  | 'mocks'
  | 'data'
  | 'components'
  | 'environment'
  | 'aside'

/** What a heading says; no role when it could be anything. */
export interface HeadingFacts {
  readonly role?: HeadingRole
  readonly category?: Category
  /** Of a suite. */
  readonly point?: string
  /** Of a performance test. */
  readonly subject?: string
}

const suite =
  /^[\s\d.)]{0,8}(api|component|database|external(?: service)?s?|third[- ]party(?: service)?s?)\s+integration\s+test(?:s|ing)?\s*(?:[:–—-]|->)\s*(\S.*)$/iu
const performance = /^[\s\d.)]{0,8}performance tests?\b\s*[:–—-]?\s*(.*)$/i

const roles: readonly (readonly [RegExp, HeadingRole])[] = [
  [
    /\btest (?:scenarios?|cases?)\b|^scenarios?$|^cases?$|テスト(?:ケース|項目|シナリオ)|测试(?:用例|场景)|testfälle/iu,
    'tests',
  ],
  [/^(?:test case|scenario|case|test) ?#?\d+\b/i, 'case'],
  [
    /success criteria|quality gates?|exit criteria|acceptance criteria|performance (?:targets?|criteria|goals?)/i,
    'gates',
  ],
  [/\bmocks?\b|\bmock(?:ed|ing)?\b|\bstubs?\b|test doubles?/i, 'mocks'],
  [/test data|fixtures?\b|\bseed/i, 'data'],
  [/\bcomponents?\b(?: and integration points)?(?: to (?:test|validate))?$|^integration points?$/i, 'components'],
  [/environment|configuration|\bset-?up\b|prerequisites?/i, 'environment'],
  [
    /\bscope\b|approach|strategy|objectives?|overview|\btools?\b|\brisks?\b|timeline|schedule|deliverables?|assumptions|dependenc|references|\bnotes?\b|summary|\bstatus\b|responsib|glossary|introduction|background|purpose|entry criteria|bug report|issues found|\bresults?\b|methodolog|coverage goals?/i,
    'aside',
  ],
  [/\btests?\b|\btesting\b|scenarios?\b|テスト|测试/iu, 'tests'],
]

const hints: readonly (readonly [RegExp, Category])[] = [
  [/\bapis?\b|endpoints?|\bhttp\b|\brest\b|contract/i, 'api'],
  [/database|persistence|\bsql\b|entit(?:y|ies)|repositor(?:y|ies)|transactions?\b/i, 'database'],
  [/external|third[- ]part(?:y|ies)/i, 'external'],
  [/components?\b|modules?\b/i, 'component'],
]

function categoryOf(word: string): Category {
  const first = word.toLowerCase()
  if (first === 'api' || first === 'component' || first === 'database') return first
  return 'external'
}

/** Reads a heading, damaged arrows included. */
export function readHeading(raw: string): HeadingFacts {
  const flat = raw.replace(/\s+/g, ' ').trim()
  const asSuite = suite.exec(flat)
  if (asSuite !== null) {
    const point = readPoint(asSuite[2] ?? '')
    return { role: 'suite', category: categoryOf(asSuite[1] ?? ''), ...(point === undefined ? {} : { point }) }
  }
  const text = cleanText(flat)
  const asPerformance = performance.exec(text)
  if (asPerformance !== null) {
    const subject = (asPerformance[1] ?? '').replace(/^\[(.+)\]$/, '$1')
    return { role: 'performance', ...(subject === '' ? {} : { subject }) }
  }
  const role = roles.find(([pattern]) => pattern.test(text))?.[1]
  const category = hints.find(([pattern]) => pattern.test(text))?.[1]
  return { ...(role === undefined ? {} : { role }), ...(category === undefined ? {} : { category }) }
}

/** The category that a sentence belongs to where no heading says so. */
export function guessCategory(text: string, hasOperation: boolean): Category {
  if (hasOperation) return 'api'
  if (/unique|foreign key|not null|constraint|transaction|rollback|cascade|migration|deadlock/i.test(text))
    return 'database'
  if (/time-?out|retr(?:y|ies)|circuit.?breaker|third[- ]party|unavailable|rate limit/i.test(text)) return 'external'
  return 'component'
}
