import type { Code, Nodes, Root } from 'mdast'
import { cleanText, isDamaged } from './clean-text.js'
import { byPlace } from './diagnostic.js'
import { isExactBlock, readExactBlock } from './exact-block.js'
import { readExactPlan } from './exact-plan.js'
import { readExactScenarios } from './exact-scenario.js'
import { checkFences } from './fence-check.js'
import { withKeys } from './identity.js'
import { parseMarkdown, plainText } from './markdown.js'
import type { Plan } from './model.js'
import { readOutline } from './outline.js'
import { locator } from './position.js'
import { newReading, type Reading, say } from './reading.js'
import { blotSecrets } from './secret.js'
import { type PlanningPart, planningParts } from './sections.js'
import { severities } from './words.js'

/** Characters; Markdown's inline parsing grows faster than its input. */
const longest = 1_000_000

function remarkOnText(reading: Reading, raw: string, secrets: ReturnType<typeof blotSecrets>['secrets']): void {
  const at = locator(raw)
  for (const { offset, what, worthless } of secrets) {
    const message = `${what} stands in the plan: take it out and name an environment variable; a suite reads it from there`
    say(reading, worthless ? 'warning' : 'error', 'secret', at.at(offset), message)
  }
  for (const [index, line] of raw.split(/\r\n|\r|\n/).entries()) {
    if (!isDamaged(line)) continue
    const column = line.search(/[\uFFFD\p{Cc}]/u) + 1
    const message = 'an unreadable character (lost in circulation): write arrows as "A -> B" and the file as UTF-8'
    say(reading, 'warning', 'bad-char', { line: index + 1, column }, message)
  }
}

function remarkOnSections(reading: Reading, parts: readonly PlanningPart[]): void {
  for (const { heading, agreed } of parts) {
    const at = { line: heading?.position?.start.line ?? 1, column: heading?.position?.start.column ?? 1 }
    if (heading === undefined) {
      const message = 'no section "QA Planning Phase (by qa agent)": the whole document is read as the plan'
      say(reading, 'warning', 'section-name', at, message)
    } else if (!agreed) {
      const message = `"${plainText(heading)}" is read as the plan; its agreed name is "QA Planning Phase (by qa agent)"`
      say(reading, 'info', 'section-name', at, message)
    }
  }
}

/** The blocks of code in what is read as the plan, those in lists and quotes too. */
function codesOf(parts: readonly PlanningPart[]): ReadonlySet<Code> {
  const codes = new Set<Code>()
  const collect = (node: Nodes) => {
    if (node.type === 'code') codes.add(node)
    else if ('children' in node) for (const child of node.children) collect(child)
  }
  for (const { content } of parts) for (const node of content) collect(node)
  return codes
}

function titleOf(root: Root): string | undefined {
  const heading = root.children.find((node) => node.type === 'heading' && node.depth === 1)
  const title = heading === undefined ? '' : plainText(heading).replace(/^issue\s*:\s*/i, '')
  return title === '' ? undefined : title
}

/** From the block quote below a section's heading: `> **Status**: In Progress`. */
function statusOf(parts: readonly PlanningPart[]): string | undefined {
  for (const { content } of parts) {
    const quote = content[0]?.type === 'blockquote' ? plainText(content[0]) : ''
    const status =
      /\bstatus\s*:\s*[^\p{L}]*(\p{L}[\p{L} ]*?)\s*(?=$|[^\p{L} ]|\b(?:Agent|Started|Completed)\s*:)/iu.exec(quote)?.[1]
    if (status !== undefined) return status
  }
  return undefined
}

function readInto(reading: Reading): Pick<Plan, 'title' | 'status'> {
  const root = parseMarkdown(reading.text)
  const parts = planningParts(root)
  remarkOnSections(reading, parts)
  for (const { heading, content } of parts)
    readOutline(reading, content, { testing: heading !== undefined, statuses: [] })
  const codes = codesOf(parts)
  for (const code of codes) {
    const block = isExactBlock(code) ? readExactBlock(reading, code) : undefined
    if (block === undefined) continue
    readExactScenarios(reading, block)
    readExactPlan(reading, block)
  }
  checkFences(reading, root, (code) => codes.has(code))
  const title = titleOf(root)
  const status = statusOf(parts)
  return { ...(title === undefined ? {} : { title }), ...(status === undefined ? {} : { status }) }
}

/** What is told exactly replaces the sentence with the same id. */
function scenariosIn({ exact, prose }: Reading): Plan['scenarios'] {
  const told = new Set(exact.map(({ id }) => id))
  const drafts = [...prose.filter(({ id }) => id === undefined || !told.has(id)), ...exact]
  return withKeys(drafts.sort((a, b) => a.source.line - b.source.line || a.source.column - b.source.column))
}

/**
 * Reads the plan of an issue file into one model. It never throws on what the file says: whatever is wrong is a diagnostic with its place.
 * `file` only names the file. Credentials in it are blotted out before anything is read.
 */
export function readPlan(bytes: Uint8Array, file: string): Plan {
  const raw = new TextDecoder('utf-8').decode(bytes)
  const { text, secrets } = blotSecrets(raw.slice(0, longest))
  const reading = newReading(file, text)
  remarkOnText(reading, text, secrets)
  if (raw.length > longest) {
    const message = `only the first ${longest} characters are read: the file has ${raw.length}`
    say(reading, 'error', 'unreadable', { line: 1, column: 1 }, message)
  }
  let facts: Pick<Plan, 'title' | 'status'> = {}
  try {
    facts = readInto(reading)
  } catch (error) {
    // The parsers of Markdown and YAML recurse: what is nested thousands deep exhausts the stack.
    const message = `the document can't be read: ${cleanText(String(error))}`
    say(reading, 'error', 'unreadable', { line: 1, column: 1 }, message)
  }
  return Object.freeze({
    file,
    ...facts,
    suites: reading.suites,
    scenarios: scenariosIn(reading),
    gates: reading.gates,
    ...(reading.blockOn.length === 0 ? {} : { blockOn: severities.filter((one) => reading.blockOn.includes(one)) }),
    mocks: reading.mocks,
    data: reading.data,
    components: reading.components,
    ...(reading.environment.size === 0 ? {} : { environment: Object.fromEntries(reading.environment) }),
    diagnostics: reading.diagnostics.sort(byPlace),
  })
}
