/** From where a suite takes a name. */
export interface Import {
  /** A package, or a file of the project by its absolute path. */
  readonly from: string
  readonly name: string
}

/** A constant at the top of a suite, made where the world has none. */
export interface Fixture {
  readonly name: string
  /** What stands right of the `=`. */
  readonly code: string
}

/** What the code of a scenario stands on. */
export interface Sheet {
  readonly imports: readonly Import[]
  readonly fixtures: readonly Fixture[]
}

/** A sheet that is being filled. */
export interface Pen extends Sheet {
  /** Notes an import and gives back its name. */
  use(from: string, name: string): string
  /** Notes a constant and gives back its name. */
  keep(name: string, code: string): string
}

/** An empty sheet. */
export function newSheet(): Pen {
  const imports = new Map<string, Import>()
  const fixtures = new Map<string, Fixture>()
  return {
    get imports() {
      return [...imports.values()]
    },
    get fixtures() {
      return [...fixtures.values()]
    },
    use(from, name) {
      imports.set(`${from} ${name}`, { from, name })
      return name
    },
    keep(name, code) {
      fixtures.set(name, { name, code })
      return name
    },
  }
}

/** Several sheets as one; what is on more than one of them counts once. */
export function merged(sheets: readonly Sheet[]): Sheet {
  const pen = newSheet()
  for (const { imports, fixtures } of sheets) {
    for (const { from, name } of imports) pen.use(from, name)
    for (const { name, code } of fixtures) pen.keep(name, code)
  }
  return pen
}
