import { join, resolve } from 'node:path'
import ts from 'typescript'
import { mustBeBuilt } from '../support/built.js'

const ROOT = resolve(import.meta.dirname, '../..')

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node', 'mocha'],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
}

/** Texts that the compiler takes for files of this repository, as a user's suites: they import the built package by its name. */
export interface Compiled {
  readonly program: ts.Program
  /** The sentences of the compiler about one of them, the first line of each. */
  sentences(name: string): string[]
  /** What an editor shows at the n-th place that is marked with `/*^*\/`. */
  hover(name: string, n: number): string
}

/** Compiles texts by their names. */
export function compiled(texts: Readonly<Record<string, string>>): Compiled {
  mustBeBuilt()
  const pathOf = (name: string) => join(ROOT, 'test', `${name}.compiled.ts`)
  const files = new Map(Object.entries(texts).map(([name, text]) => [pathOf(name), text]))
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => OPTIONS,
    getScriptFileNames: () => [...files.keys()],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => {
      const text = files.get(file) ?? ts.sys.readFile(file)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => ROOT,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => files.has(file) || ts.sys.fileExists(file),
    readFile: (file) => files.get(file) ?? ts.sys.readFile(file),
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  }
  const service = ts.createLanguageService(host)
  const program = service.getProgram()!
  return {
    program,
    sentences: (name) =>
      [...service.getSyntacticDiagnostics(pathOf(name)), ...service.getSemanticDiagnostics(pathOf(name))].map(
        ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
      ),
    hover(name, n) {
      const places = [...files.get(pathOf(name))!.matchAll(/\/\*\^\*\//g)]
      const info = service.getQuickInfoAtPosition(pathOf(name), places[n]!.index + '/*^*/'.length)
      return ts.displayPartsToString(info?.displayParts).replace(/\s+/g, ' ')
    },
  }
}
