import { expect } from 'chai'
import type { Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter'
import { toString as textIn } from 'mdast-util-to-string'
import { frontmatter } from 'micromark-extension-frontmatter'
import { spliceReport } from '../../src/report/issue-file/index.js'

const begin = '<!-- qa-integ:begin -->'
const end = '<!-- qa-integ:end -->'
const completion = { status: '✅ Completed', completed: '2026-01-02' }

/**
 * What must hold for every file and every report, told without the code under test: bytes outside our section are there as they were, inside
 * it only the report, a placeholder and the state may differ, headings outside the report are the same, and a second time changes nothing.
 *
 * @returns whether the edit was made or refused
 */
export function checkSplice(before: Buffer, report: string): 'made' | 'refused' {
  const done = spliceReport(before, report, completion)
  if (!done.ok) {
    expect(done.reason).to.be.a('string').with.length.above(10)
    expect(done.lines).to.not.be.empty
    return 'refused'
  }
  const { bytes: after, lines } = done
  const section = sectionIn(before)
  if (section === null) expectInserted(before, after)
  else expectSectionOnly(before, after, section)
  expect(headingsOutside(after)).to.deep.equal(headingsOutside(before))
  const again = spliceReport(after, report, completion)
  expect(again.ok && again.bytes.equals(after), 'a second time changes no byte').to.equal(true)
  expect(after.toString('latin1').split(/\r\n|\n|\r/)[lines[1] - 1]).to.equal(end)
  return 'made'
}

function expectInserted(before: Buffer, after: Buffer): void {
  let prefix = 0
  while (prefix < before.length && before[prefix] === after[prefix]) prefix += 1
  let suffix = 0
  while (suffix < before.length && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix += 1
  expect(prefix + suffix, 'every byte is there, before or behind what was added').to.be.at.least(before.length)
}

interface Section {
  readonly start: number
  readonly end: number
}

function expectSectionOnly(before: Buffer, after: Buffer, { start, end: last }: Section): void {
  expect(after.subarray(0, start).equals(before.subarray(0, start)), 'bytes above our section').to.equal(true)
  const tail = before.subarray(last)
  expect(after.subarray(after.length - tail.length).equals(tail), 'bytes below our section').to.equal(true)
  const inside = (bytes: Buffer, to: number): string[] =>
    withoutReport(bytes, start, to)
      .split(/\r\n|\n|\r/)
      .map((line) => line.replace(/^([ \t]*>[ \t]*\*\*(?:Status|Completed)\*\*:).*$/, '$1'))
      .filter((line) => line.trim() !== '')
  const old = inside(before, last)
  const now = inside(after, after.length - tail.length)
  if (now.length === old.length) {
    expect(now).to.deep.equal(old)
    return
  }
  const gone = old.findIndex((line, index) => line !== now[index])
  expect(old[gone]?.trim(), 'only a placeholder may go').to.match(/^(\[To be filled.*\]|TBD)$/)
  expect(now).to.deep.equal(old.toSpliced(gone, 1))
}

const markOf = (bytes: Buffer): number => (bytes.subarray(0, 3).equals(Buffer.from('\uFEFF')) ? 3 : 0)

const trees = new WeakMap<Buffer, Root>()

function treeOf(bytes: Buffer): Root {
  const known = trees.get(bytes) ?? parsed(bytes)
  trees.set(bytes, known)
  return known
}

function parsed(bytes: Buffer): Root {
  return fromMarkdown(bytes.subarray(markOf(bytes)).toString('latin1'), {
    extensions: [frontmatter(['yaml', 'toml'])],
    mdastExtensions: [frontmatterFromMarkdown(['yaml', 'toml'])],
  })
}

function rootHeadings(bytes: Buffer) {
  return treeOf(bytes).children.flatMap((node) => {
    if (node.type !== 'heading') return []
    const at = (node.position?.start.offset ?? 0) + markOf(bytes)
    return [{ at, depth: node.depth, text: textIn(node) }]
  })
}

function reportIn(bytes: Buffer): Section | null {
  const offsets = (marker: string): number[] =>
    treeOf(bytes).children.flatMap((node) =>
      node.type === 'html' && node.value.trim() === marker ? [(node.position?.start.offset ?? 0) + markOf(bytes)] : [],
    )
  const [[start], [last]] = [offsets(begin), offsets(end)]
  return start === undefined || last === undefined ? null : { start, end: last }
}

const isOutside = (report: Section | null) => (heading: { at: number }) =>
  report === null || heading.at < report.start || heading.at > report.end

const lettersOf = (text: string): string =>
  text
    .replace(/[^a-z()-]+/gi, ' ')
    .replace(/^[^a-z]+/i, '')
    .trim()

const isOurs = ({ text }: { text: string }): boolean =>
  /^integration testing results( \(by qa-integ agent\).*)?$/i.test(lettersOf(text))

function sectionIn(bytes: Buffer): Section | null {
  const headings = rootHeadings(bytes).filter(isOutside(reportIn(bytes)))
  const ours = headings.filter(isOurs)
  const own = ours.find(({ text }) => lettersOf(text).includes('(by qa-integ agent)')) ?? ours[0]
  if (own === undefined) return null
  const next = headings.find((heading) => heading.at > own.at && heading.depth <= own.depth)
  return { start: own.at, end: next?.at ?? bytes.length }
}

function headingsOutside(bytes: Buffer): string[] {
  const headings = rootHeadings(bytes).filter(isOutside(reportIn(bytes)))
  return headings.filter((heading) => !isOurs(heading)).map(({ depth, text }) => `${depth} ${text}`)
}

/** What stands between two offsets, less the report. */
function withoutReport(bytes: Buffer, from: number, to: number): string {
  const report = reportIn(bytes)
  const cut = (start: number, last: number): string => bytes.subarray(start, last).toString('latin1')
  return report === null ? cut(from, to) : cut(from, report.start) + cut(report.end + end.length, to)
}
