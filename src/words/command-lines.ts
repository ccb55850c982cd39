/** Words of a command line as they stand there, quotes and all. */
function wordsOf(command: string): string[] {
  return command.match(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"]|['"])+/g) ?? []
}

/** A flag stays with its value where both fit into a line. */
function units(words: readonly string[], width: number): string[] {
  const found: string[] = []
  for (const word of words) {
    const last = found.at(-1)
    const belongs = last !== undefined && /^--?[\w-]+$/.test(last) && !word.startsWith('-')
    if (belongs && last.length + 1 + word.length <= width) found[found.length - 1] = `${last} ${word}`
    else found.push(word)
  }
  return found
}

/** A shell takes a break inside a word for none where a backslash ends the line; not inside single quotes. */
function isPlain(word: string): boolean {
  return /^[\w@%+=:,./-]+$/.test(word)
}

/** A word that is longer than a line: broken behind slashes where there are any, and where it must be. */
function pieces(word: string, width: number): string[] {
  const parts: string[] = []
  let rest = word
  while (rest.length > width) {
    const slash = rest.lastIndexOf('/', width - 1)
    const end = slash > 0 ? slash + 1 : width
    parts.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return [...parts, rest]
}

/**
 * A command in lines of at most `width` characters that can be copied as they are: a line that goes on ends with a backslash, and a word
 * that is longer than a line goes on in the first column. What stands in quotes is never broken. Where no shell knows the backslash, the
 * command stays one line.
 */
export function commandLines(command: string, width: number, indent: number, platform: string = process.platform): string[] {
  const blanks = ' '.repeat(indent)
  if (platform === 'win32' || indent + command.length <= width) return [blanks + command]
  const lines: string[] = []
  let line = blanks
  for (const word of units(wordsOf(command), width - indent - 4)) {
    const isEmpty = line.trim() === ''
    const joined = isEmpty ? line + word : `${line} ${word}`
    // Two characters are kept for the backslash that ends a line.
    if (joined.length <= width - 2) {
      line = joined
      continue
    }
    if (!isEmpty) lines.push(`${line} \\`)
    line = `${blanks}  ${word}`
    if (line.length <= width - 2 || !isPlain(word)) continue
    const [first = '', ...more] = pieces(word, width - 2 - indent - 2)
    const broken = [blanks + '  ' + first, ...more]
    for (const part of broken.slice(0, -1)) lines.push(`${part}\\`)
    line = broken.at(-1) ?? ''
  }
  return [...lines, line]
}

/** A path in lines of at most `width` characters, broken behind a slash where that is possible. */
export function pathLines(path: string, width: number): string[] {
  return pieces(path, Math.max(8, width))
}
