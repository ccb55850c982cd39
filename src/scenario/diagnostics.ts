import { limits } from '../domain/limits.js'
import { schemaProblems, type Problem } from './schema-words.js'
import type { NamedSchema } from './schema-parts.js'
import { whatFits } from './what-fits.js'
import { openYaml, type Path, type Place, type YamlSource } from './yaml-source.js'

export type { Path } from './yaml-source.js'

/** A mistake in a file, where it is, and what to do. Lines and columns count from 1; `endColumn` is exclusive. */
export interface Diagnostic extends Place {
  readonly file: string
  readonly message: string
  /** What to do about it, or what was probably meant. */
  readonly hint?: string
  /** A second place that explains the first. */
  readonly related?: readonly (Place & { readonly file: string; readonly message: string })[]
}

/** Where a pass over a file puts what it finds. */
export interface Report {
  problem(path: Path, message: string, hint?: string, more?: Pick<Problem, 'at' | 'related'>): void
  /** Holds a part of the file against a schema; false if it does not fit. Nothing is found twice. */
  validate(held: NamedSchema, value: unknown, path: Path): boolean
  /** True if what stands there was refused before: that it is absent now says nothing. */
  isTold?(path: Path): boolean
}

export interface CheckedYaml {
  /** The file's data; only as good as its schema when there are no diagnostics. `undefined` if it could not be read at all. */
  readonly value: unknown
  /** All of them, by place in the file. Empty for a good file. */
  readonly diagnostics: readonly Diagnostic[]
  /** The place of a value (or of what comes nearest above it), for mistakes that show later. */
  locate(path: Path, at?: 'key' | 'value'): Place
}

/** Collects problems of one file and turns them into diagnostics, in the order of the file and each once. */
export class FileReport implements Report {
  readonly #problems: Problem[] = []
  #holes: readonly Path[] = []
  readonly #source: YamlSource
  readonly #file: string

  constructor(source: YamlSource, file: string) {
    this.#source = source
    this.#file = file
  }

  /** From here on nothing is taken up of what lies at or below these places, of which the cause has been told. */
  passOver(holes: readonly Path[]): void {
    this.#holes = holes
  }

  problem(path: Path, message: string, hint?: string, more?: Pick<Problem, 'at' | 'related'>): void {
    this.#add({ path, message, hint, ...more })
  }

  validate(held: NamedSchema, value: unknown, path: Path): boolean {
    const problems = schemaProblems(held, value, path)
    for (const problem of problems) this.#add(problem)
    return problems.length === 0
  }

  #add(problem: Problem): void {
    if (this.#holes.some((hole) => hole.every((part, index) => part === problem.path[index]))) return
    // Far beyond what is ever shown, and small enough for a hostile file.
    if (this.#problems.length < limits.diagnostics_kept_count_max) this.#problems.push(problem)
  }

  get count(): number {
    return this.#problems.length
  }

  diagnostics(): Diagnostic[] {
    const file = this.#file
    const found: Diagnostic[] = this.#source.syntax.map((problem) => ({ file, ...problem }))
    for (const { path, at, message, hint, related } of this.#problems) {
      found.push({
        file,
        ...this.#source.locate(path, at),
        message,
        ...(hint !== undefined && { hint }),
        ...(related && {
          related: related.map((other) => ({ file, ...this.#source.locate(other.path, other.at), message: other.message })),
        }),
      })
    }
    found.sort((a, b) => a.line - b.line || a.column - b.column || (a.message < b.message ? -1 : 1))
    const seen = new Set<string>()
    return found.filter((diagnostic) => {
      const key = `${diagnostic.line}:${diagnostic.column}:${diagnostic.message}`
      return !seen.has(key) && seen.add(key)
    })
  }
}

/**
 * Reads a YAML file and holds it against a schema: all mistakes at once, with places, in words. Never throws for anything
 * that a file can contain.
 * `semantic` is asked about what fits the schema: the whole, or what is left of it; what it reports is found like the rest.
 */
export function checkYaml(
  source: string | Uint8Array,
  file: string,
  held: NamedSchema,
  semantic?: (value: unknown, report: Report) => void,
): CheckedYaml {
  const yaml = openYaml(source)
  const report = new FileReport(yaml, file)
  if (yaml.readable) {
    if (report.validate(held, yaml.value, [])) semantic?.(yaml.value, report)
    else if (semantic) lookAtRest(held, yaml.value, report, semantic)
  }
  return { value: yaml.value, diagnostics: report.diagnostics(), locate: yaml.locate }
}

/** What a schema has refused hides no other mistake: the rest is looked at without it. */
function lookAtRest(held: NamedSchema, value: unknown, report: FileReport, semantic: (value: unknown, report: Report) => void): void {
  const rest = whatFits(held, value, schemaProblems(held, value, []))
  if (!rest) return
  report.passOver(rest.holes)
  const { inFile, isTold } = rest
  semantic(rest.value, {
    problem: (path, message, hint, more) => {
      const related = more?.related?.map((other) => ({ ...other, path: inFile(other.path) }))
      report.problem(inFile(path), message, hint, { ...more, ...(related && { related }) })
    },
    validate: (part, held_value, path) => report.validate(part, held_value, inFile(path)),
    isTold,
  })
}

const columns_max = 120

/** Anything that could move the cursor or colour the terminal becomes a question mark of the same width. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) =>
    character === '\t' ? ' ' : '?',
  )
}

function frame(place: Place): string[] {
  if (place.text.trim() === '') return []
  const from = place.column > columns_max - 20 ? place.column - 40 : 0
  const cut = place.text.slice(from, from + columns_max)
  const lead = from > 0 ? '…' : ''
  const number = String(place.line).padStart(5)
  const length = Math.max(1, Math.min(place.endColumn - place.column, cut.length - (place.column - 1 - from)))
  const trail = from + columns_max < place.text.length ? '…' : ''
  return [
    `${number} | ${lead}${printable(cut)}${trail}`,
    `${' '.repeat(5)} | ${' '.repeat(place.column - 1 - from + lead.length)}${'^'.repeat(length)}`,
  ]
}

/** For people: `file:line:column`, the line with a caret, the hint; at most `diagnostics_count_max`, and how many more there are. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const shown = diagnostics.slice(0, limits.diagnostics_count_max)
  const blocks = shown.map((diagnostic) => {
    const { file, line, column, message, hint, related = [] } = diagnostic
    const lines = [`${printable(file)}:${line}:${column}  ${printable(message)}`, ...frame(diagnostic)]
    for (const other of related) lines.push(`  ${printable(other.message)} (line ${other.line}):`, ...frame(other))
    if (hint !== undefined) lines.push(`  hint: ${printable(hint)}`)
    return lines.join('\n')
  })
  const more = diagnostics.length - shown.length
  if (more > 0) blocks.push(`… and ${more} more ${more === 1 ? 'mistake' : 'mistakes'}; the first ${shown.length} are shown.`)
  return blocks.join('\n\n')
}
