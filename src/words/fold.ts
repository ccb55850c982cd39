/**
 * A line in lines of at most so many columns; all but the first begin with `hanging` blanks. Its first columns stay as they are, blanks
 * and all. A word that is longer than a line is not broken.
 */
export function folded(line: string, columns: number, hanging = 0): string[] {
  const lines = [line.slice(0, hanging)]
  let isEmpty = true
  for (const word of line.slice(hanging).split(' ')) {
    const last = lines.at(-1) ?? ''
    const fits = isEmpty || last.length + 1 + word.length <= columns
    if (fits) lines[lines.length - 1] = isEmpty ? last + word : `${last} ${word}`
    else lines.push(' '.repeat(hanging) + word)
    isEmpty = false
  }
  return lines
}
