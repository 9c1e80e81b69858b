import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

/** A block of code that documentation shows. */
export interface Example {
  /** `file:line` of its first line. */
  readonly at: string
  readonly code: string
  /** Whether it declares scenarios; the others are programs. */
  readonly suite: boolean
}

/** The ```ts blocks below every `@example` of the sources, and those of the Markdown that are not marked `no-run`. */
export function examples(): Example[] {
  const sources = ['src', 'generators'].flatMap((folder) => filesBelow(folder, '.ts')).flatMap(fromDocstrings)
  const documents = ['README.md', ...filesBelow('docs', '.md')].flatMap(fromMarkdown)
  return [...sources, ...documents]
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort()
}

function fromDocstrings(file: string): Example[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  return [
    ...text.matchAll(/@example[^\n]*\n((?:[ \t]*\*[^\n]*\n)*?)[ \t]*\* ```ts\n((?:[ \t]*\*[^\n]*\n)*?)[ \t]*\* ```/g),
  ].map((found) => {
    const code = found[2]!.replace(/^[ \t]*\* ?/gm, '').replaceAll('*\\/', '*/')
    return example(file, text, found.index + found[0].indexOf('```ts'), code)
  })
}

function fromMarkdown(file: string): Example[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((found) => example(file, text, found.index, found[1]!))
}

function example(file: string, text: string, offset: number, code: string): Example {
  const line = text.slice(0, offset).split('\n').length + 1
  return {
    at: `${relative(ROOT, join(ROOT, file))}:${line}`,
    code,
    suite: /^\s*(?:scenario|verification|describe)\b/m.test(code),
  }
}
