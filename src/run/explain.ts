/** Errors of tools around us that say little about what to do, with what to do. */
const KNOWN: readonly { readonly sign: RegExp; readonly advice: string }[] = Object.freeze([
  {
    sign: /ColumnTypeUndefinedError|Column type for .* is not defined and cannot be guessed/,
    advice:
      'TypeORM could not see the types of decorated columns: tsx and esbuild drop decorator metadata. Give the columns explicit types, ' +
      'as in @Column(\'varchar\'), or load the suites with swc: `npm i -D @swc-node/register @swc/core` and "emitDecoratorMetadata": true in tsconfig.json',
  },
  {
    // Decorators of the language get a context where TypeORM's expect the name of a property.
    sign: /Cannot read properties of undefined \(reading 'constructor'\)[\s\S]{0,200}\btypeorm\b.*\bdecorator\b/,
    advice:
      'TypeORM has decorators of the older kind, and the loader has taken them for those of the language: ' +
      'set "experimentalDecorators": true in the compilerOptions of tsconfig.json',
  },
  {
    sign: /ERR_UNKNOWN_FILE_EXTENSION.*\.[cm]?ts|Unknown file extension "\.[cm]?ts"/,
    advice: 'nothing loads TypeScript here: `npm i -D tsx typescript`',
  },
  {
    sign: /Cannot find (?:package|module) 'chai'/,
    advice: 'chai is missing: `npm i -D chai`',
  },
])

/** What to do about an error that stands in the output, where that is known. */
export function explainErrors(output: string): string | undefined {
  return KNOWN.find(({ sign }) => sign.test(output))?.advice
}
