import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import { limits } from '../domain/limits.js'

export type Path = readonly (string | number)[]

/** Where something stands in a file. Lines and columns count from 1; `endColumn` is exclusive; `text` is the whole line. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly endColumn: number
  readonly text: string
}

/** A YAML text, read as far as it can be. */
export interface YamlSource {
  readonly value: unknown
  /** False when there is no value worth holding against a schema. */
  readonly readable: boolean
  /** What is wrong with it as YAML. */
  readonly syntax: readonly (Place & { readonly message: string; readonly hint?: string })[]
  locate(path: Path, at?: 'key' | 'value'): Place
}

const aliases_count_max = 100

/** What the parser's codes mean to somebody who writes a file; its own words serve for the rest. */
const inWords: Readonly<Record<string, { readonly message: string; readonly hint?: string }>> = {
  TAB_AS_INDENT: { message: 'a tab is used for indentation', hint: 'YAML is indented with spaces, as a rule two per level' },
  BAD_INDENT: {
    message: 'the indentation does not fit the lines around it',
    hint: 'lines of one mapping or list begin in the same column',
  },
  DUPLICATE_KEY: { message: 'this key stands here twice', hint: 'keep one of the two; a list takes several entries with "- "' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a mapping begins where a value was expected',
    hint: 'put a text that contains ": " in quotes, or begin the mapping on a line of its own',
  },
  MULTILINE_IMPLICIT_KEY: { message: 'a key ends without a colon', hint: 'write "key: value" on one line' },
  MULTIPLE_DOCS: { message: 'a second document begins here', hint: 'a file holds one document: remove the "---" or split the file' },
  MISSING_CHAR: { message: 'a closing quote, bracket, brace or a comma is missing' },
  BAD_ALIAS: { message: 'this alias names an anchor that is not set before it', hint: 'set it with "&name", or write the value out' },
  BAD_DQ_ESCAPE: { message: 'this escape is not known in a double-quoted text', hint: 'use single quotes for a text with backslashes' },
  UNEXPECTED_TOKEN: { message: 'this is not expected here', hint: 'a text with special characters stands in quotes' },
  BAD_SCALAR_START: { message: 'a plain text cannot begin with this character', hint: 'put the text in quotes' },
  RECURSIVE_ALIAS: { message: 'this alias names what it stands in, which would have no end', hint: 'write the value out' },
  NUL: { message: 'this text has a NUL character in it', hint: 'no name, path or command has one: remove the "\\0"' },
  NON_STRING_KEY: {
    message: 'a key must be a plain text, and this one is a mapping, a list or an alias',
    hint: 'put a text with brackets or braces in quotes',
  },
  TAG_RESOLVE_FAILED: { message: 'this tag is not known', hint: 'a file holds plain data: remove what begins with "!"' },
}

function decode(source: string | Uint8Array): { readonly text: string } | { readonly problem: string; readonly hint: string } {
  const bytes = typeof source === 'string' ? source.length : source.byteLength
  if (bytes > limits.yaml_bytes_max) {
    return {
      problem: `the file is too large: ${bytes} bytes, and at most ${limits.yaml_bytes_max} are read`,
      hint: 'is this the right file? A scenario describes data by its size and does not list it',
    }
  }
  let text: string
  try {
    text = typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source)
  } catch {
    return { problem: 'this is not a text file in UTF-8', hint: 'save it as UTF-8' }
  }
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) {
    return { problem: 'this is not a text file: it contains control characters', hint: 'a YAML file was expected' }
  }
  return { text: text.startsWith('\uFEFF') ? text.slice(1) : text }
}

/** Deeply nested brackets would exhaust the parser's stack; nobody writes them by hand. */
function tooDeep(text: string): boolean {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1)
    if (depth > limits.yaml_depth_max) return true
  }
  return /^[ ]{2000,}\S/m.test(text) || new RegExp(`(?:[-?:] ){${limits.yaml_depth_max},}`).test(text)
}

const nowhere: Place = { line: 1, column: 1, endColumn: 1, text: '' }

function unreadable(message: string, hint: string): YamlSource {
  return { value: undefined, readable: false, syntax: [{ ...nowhere, message, hint }], locate: () => nowhere }
}

/** Parses YAML 1.2 with positions. Never throws. */
export function openYaml(source: string | Uint8Array): YamlSource {
  const decoded = decode(source)
  if ('problem' in decoded) return unreadable(decoded.problem, decoded.hint)
  const { text } = decoded
  if (tooDeep(text))
    return unreadable(
      `the file is nested too deeply, more than ${limits.yaml_depth_max} levels`,
      'a scenario or config needs fewer than ten',
    )
  const lines = text.split(/\r\n|\n|\r/)
  const lineCounter = new LineCounter()
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false })
    return read(document, new Places(document, lineCounter, lines))
  } catch (error) {
    return unreadable(
      'the file could not be read as YAML',
      error instanceof RangeError ? 'it is nested too deeply' : 'check it with a YAML-aware editor',
    )
  }
}

function read(document: Document.Parsed, places: Places): YamlSource {
  const problems: YAMLError[] = [...document.errors, ...document.warnings]
  const lines = new Set<number>()
  const syntax: (Place & { message: string; hint?: string })[] = []
  for (const problem of problems) {
    const known = /end with a|must end with/i.test(problem.message) ? inWords['MISSING_CHAR'] : inWords[problem.code]
    const place = places.between(problem.pos[0], problem.pos[1])
    // One slip makes the parser stumble several times over the same line.
    if (lines.has(place.line)) continue
    lines.add(place.line)
    syntax.push({
      ...place,
      message: known?.message ?? problem.message.toLowerCase(),
      ...(known?.hint !== undefined && { hint: known.hint }),
    })
  }
  const senseless = senselessNodes(document)
  for (const { code, range } of senseless) {
    const { message = '', hint } = inWords[code] ?? {}
    syntax.push({ ...places.between(range[0], range[1]), message, ...(hint !== undefined && { hint }) })
  }
  const broken = senseless.some(({ code }) => code !== 'DUPLICATE_KEY') || problems.some((problem) => problem.code !== 'DUPLICATE_KEY')
  const locate = (path: Path, at: 'key' | 'value' = 'value'): Place => places.of(path, at)
  if (broken) return { value: undefined, readable: false, syntax, locate }
  try {
    return { value: document.toJS({ maxAliasCount: aliases_count_max }), readable: true, syntax, locate }
  } catch {
    const place = places.of([], 'value')
    syntax.push({ ...place, message: 'the aliases ("*name") of this file unfold into too much', hint: 'write the values out' })
    return { value: undefined, readable: false, syntax, locate }
  }
}

interface Senseless {
  readonly code: 'BAD_ALIAS' | 'RECURSIVE_ALIAS' | 'NON_STRING_KEY' | 'DUPLICATE_KEY' | 'NUL'
  readonly range: readonly [number, number, number]
}

/**
 * Aliases whose anchor is not set or not yet ended, keys that are mappings or lists or stand there twice (the parser's own look for these
 * takes the square of their number), and texts that no file system and no process takes. Not looked for in a file that is broken anyway.
 */
function senselessNodes(document: Document.Parsed): Senseless[] {
  const anchors = new Set<string>()
  const found: Senseless[] = []
  if (document.errors.length > 0) return found
  const add = (code: Senseless['code'], { range }: Node): void => {
    if (range && found.length < limits.diagnostics_kept_count_max) found.push({ code, range })
  }
  visit(document, (key, node, path) => {
    if (!isNode(node)) return
    if (isAlias(node) && !anchors.has(node.source)) add('BAD_ALIAS', node)
    if (isAlias(node) && path.some((above) => isNode(above) && 'anchor' in above && above.anchor === node.source))
      add('RECURSIVE_ALIAS', node)
    if (!isScalar(node) && key === 'key') add('NON_STRING_KEY', node)
    if (isScalar(node) && typeof node.value === 'string' && node.value.includes('\0')) add('NUL', node)
    if (isMap(node)) for (const twice of keysTwice(node)) add('DUPLICATE_KEY', twice)
    if ('anchor' in node && typeof node.anchor === 'string') anchors.add(node.anchor)
  })
  return found
}

function* keysTwice({ items }: YAMLMap): Generator<Node> {
  const seen = new Set<unknown>()
  for (const { key } of items) {
    if (!isScalar(key)) continue
    if (seen.has(key.value)) yield key
    seen.add(key.value)
  }
}

function keyText(pair: Pair): string {
  const { key } = pair
  if (isScalar(key)) return String(key.value)
  return isNode(key) ? key.toString() : String(key)
}

/** Finds the place of a path: follows maps, lists and aliases as far as they go. */
class Places {
  readonly #document: Document.Parsed
  readonly #counter: LineCounter
  readonly #lines: readonly string[]
  /** The pairs of mappings by their keys. */
  readonly #pairs = new WeakMap<object, ReadonlyMap<string, Pair>>()

  constructor(document: Document.Parsed, counter: LineCounter, lines: readonly string[]) {
    this.#document = document
    this.#counter = counter
    this.#lines = lines
  }

  of(path: Path, at: 'key' | 'value'): Place {
    let node: unknown = this.#document.contents
    let key: unknown
    for (const segment of path) {
      const next = this.#child(node, segment)
      if (!next) break
      key = next.key ?? next.value
      node = next.value
    }
    const wanted = at === 'key' ? (key ?? node) : this.#worthShowing(node) ? node : (key ?? node)
    const range = isNode(wanted) ? wanted.range : undefined
    if (!range) return { ...nowhere, text: this.#lines[0] ?? '' }
    return this.between(range[0], range[1])
  }

  between(from: number, to: number): Place {
    const start = this.#counter.linePos(from)
    let line = Math.max(1, Math.min(start.line, this.#lines.length))
    // What is missing at the end of the file is shown where the last line with text ends.
    while (line > 1 && (this.#lines[line - 1] ?? '').trim() === '') line -= 1
    const text = this.#lines[line - 1] ?? ''
    const column = start.line === line ? Math.max(1, Math.min(start.col, text.length + 1)) : text.trimEnd().length + 1
    // The parser points at the first character of a key; all of it is meant.
    const key = to - from <= 1 ? /^[\w$-]+(?=\s*:)/.exec(text.slice(column - 1))?.[0].length : undefined
    const end = Math.min(column + Math.max(1, key ?? to - from), text.trimEnd().length + 1)
    return { line, column, endColumn: Math.max(column + 1, end), text }
  }

  #child(parent: unknown, segment: string | number): { readonly key: unknown; readonly value: unknown } | undefined {
    const node = isAlias(parent) ? parent.resolve(this.#document) : parent
    if (isMap(node)) {
      const pair = this.#pairsOf(node).get(String(segment))
      return pair && { key: pair.key, value: pair.value }
    }
    if (isSeq(node) && typeof segment === 'number') {
      const value = node.items[segment]
      return value === undefined ? undefined : { key: undefined, value }
    }
    return undefined
  }

  #pairsOf(node: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.#pairs.get(node)
    if (known) return known
    // Of a key that stands there twice, the first.
    const pairs = new Map(node.items.toReversed().flatMap((pair) => (isPair(pair) ? [[keyText(pair), pair]] : [])))
    this.#pairs.set(node, pairs)
    return pairs
  }

  /** An empty value has no place of its own: its key has. A block over several lines is pointed at by its key. */
  #worthShowing(node: unknown): node is Node {
    if (!isNode(node) || !node.range) return false
    if (isScalar(node)) return node.range[1] > node.range[0]
    return isAlias(node) || !((isMap(node) || isSeq(node)) && node.flow !== true)
  }
}

/** The text of a scenario with other faults than its own; what only its own would have made happen need not be reached then. */
export function withFaults(source: string | Uint8Array, faults: readonly Readonly<Record<string, unknown>>[]): string {
  const document = parseDocument(typeof source === 'string' ? source : Buffer.from(source).toString('utf8'))
  document.set('faulty', document.createNode(faults))
  for (const path of [
    ['expect', 'must-reach'],
    ['expect', 'faulty', 'must-reach'],
  ])
    document.deleteIn(path)
  return String(document)
}
