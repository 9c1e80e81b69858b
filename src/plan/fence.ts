import type { Code } from 'mdast'
import { cleanText } from './clean-text.js'
import type { Json, Operation } from './model.js'
import { normalPath, readSentence } from './sentence.js'

/** What a fenced block of code says about a request and its reply. */
export interface Fence {
  readonly operation?: Operation
  readonly statuses: readonly number[]
  readonly body?: Json
  readonly lines: readonly string[]
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function linesOf(code: Code): string[] {
  return code.value
    .split(/\r\n|\r|\n/)
    .map(cleanText)
    .filter((line) => line !== '')
}

/** https://curl.se/docs/manpage.html: `-X`, `-d`, `--data…`, `--json` and the address. */
function readCurl(text: string): Pick<Fence, 'operation' | 'body'> {
  const flat = text.replace(/\\\r?\n/g, ' ')
  const address = /["']?\bhttps?:\/\/[^\s/"']{1,200}(\/[^\s"'?#]*)|["'\s]\$?\{?\w{1,40}\}?(\/[^\s"'?#]*)/.exec(flat)
  const data =
    /(?:-d|--data(?:-raw|-binary)?|--json)[\s=]\s?'([^']*)'|(?:-d|--data(?:-raw|-binary)?|--json)[\s=]\s?"((?:[^"\\]|\\.)*)"/.exec(
      flat,
    )
  const method = /(?:-X|--request)[\s=]?\s?["']?([A-Z]{3,7})\b/.exec(flat)?.[1] ?? (data === null ? 'GET' : 'POST')
  const path = address?.[1] ?? address?.[2]
  if (path === undefined) return {}
  const body = data === null ? undefined : parseJson(data[1] ?? (data[2] ?? '').replace(/\\"/g, '"'))
  return { operation: { method, path: normalPath(path) }, ...(body === undefined ? {} : { body }) }
}

/** Reads an `http`, `json` or shell fence (with curl); nothing for other languages. */
export function readFence(code: Code): Fence | undefined {
  const lang = code.lang?.toLowerCase() ?? ''
  const lines = linesOf(code)
  const { operations, statuses } = readSentence(code.value)
  if (lang === 'http') {
    const body = parseJson(
      code.value
        .split(/\r?\n\r?\n/)
        .slice(1)
        .join('\n\n'),
    )
    const operation = operations[0]
    return {
      ...(operation === undefined ? {} : { operation }),
      statuses,
      ...(operation === undefined || body === undefined ? {} : { body }),
      lines,
    }
  }
  if (lang === 'json') {
    const body = parseJson(code.value)
    return body === undefined ? undefined : { statuses: [], body, lines }
  }
  if (/^(?:bash|sh|shell|zsh|console|curl)?$/.test(lang) && /\bcurl\b/.test(code.value)) {
    return { ...readCurl(code.value), statuses, lines }
  }
  return undefined
}

/** One scenario of a `gherkin` fence. */
export interface GherkinScenario {
  readonly title: string
  readonly steps: readonly string[]
  /** Of its first line in the fence, from 0. */
  readonly line: number
}

/** Whether a fence says that it holds Gherkin. */
export function isGherkin(code: Code): boolean {
  return /^(?:gherkin|feature|cucumber)$/i.test(code.lang ?? '')
}

/** The scenarios of a `gherkin` fence; steps that stand before the first one make one without a title. */
export function readGherkin(code: Code): readonly GherkinScenario[] {
  const scenarios: { title: string; steps: string[]; line: number }[] = []
  for (const [line, text] of code.value.split(/\r\n|\r|\n/).entries()) {
    const title = /^\s*(?:Scenario(?: Outline| Template)?|Example):\s*(.*)$/i.exec(text)?.[1]
    if (title !== undefined) scenarios.push({ title: cleanText(title), steps: [], line })
    else if (/^\s*(?:Given|When|Then|And|But|\*)\s/i.test(text)) {
      if (scenarios.length === 0) scenarios.push({ title: '', steps: [], line })
      scenarios.at(-1)?.steps.push(cleanText(text))
    }
  }
  return scenarios
}
