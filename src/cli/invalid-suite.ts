import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { type InvalidCode, invalidCodeIn } from '../config/invalid-code.js'

/** How many files are read to find the one that no loader could. */
const MOST = 200

/** The code for which mocha gave up, where that is why: as its loader tells it, else by reading the suites and what they import. */
export async function invalidCodeOf(
  fatal: string,
  cwd: string,
  suites: readonly string[],
): Promise<InvalidCode | undefined> {
  const told = invalidCodeIn(fatal, cwd)
  if (told || !/SyntaxError/.test(fatal)) return told
  const { ts } = await import('ts-morph')
  const files = suites.map((file) => resolve(cwd, file))
  for (let i = 0; i < Math.min(files.length, MOST); i++) {
    const fileName = files[i]!
    const text = readFileSync(fileName, 'utf8')
    const [first] = ts.transpileModule(text, { fileName, reportDiagnostics: true }).diagnostics ?? []
    if (first?.file && first.start !== undefined) {
      const { line, character } = first.file.getLineAndCharacterOfPosition(first.start)
      const why = ts.flattenDiagnosticMessageText(first.messageText, ' ')
      return { file: relative(cwd, fileName).replaceAll('\\', '/'), line: line + 1, column: character + 1, why }
    }
    for (const imported of ts.preProcessFile(text).importedFiles) {
      const found = resolved(fileName, imported.fileName)
      if (found !== undefined && !files.includes(found)) files.push(found)
    }
  }
  return undefined
}

/** The project's own file that an import names, whose ending may be that of what TypeScript makes of it. */
function resolved(from: string, specifier: string): string | undefined {
  if (!/^\.\.?\//.test(specifier)) return undefined
  const path = resolve(dirname(from), specifier)
  const typed = path.replace(/\.([cm]?)js$/, '.$1ts')
  return [path, typed, `${path}.ts`, `${path}.js`].find((one) => /\.[cm]?[jt]s$/.test(one) && existsSync(one))
}
