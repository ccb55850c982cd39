// Code that stands in a page is a copy of a file, or of one part of it:
//   <!-- file: examples/hand-written/index.js -->            the whole file
//   <!-- file: test/x.test.ts, part: test('it does') -->     from the line with this text to the line that closes it
// followed by a fenced block, which may be empty. `npm run docs` refreshes the copies; a test fails when one is stale.

const block = /(<!-- file: ([^,\n]+?)(?:, part: ([^\n]+?))? -->\n```\w*)(?:\n[\s\S]*?)??(\n```(?!\w))/g

/** The page with every copy as the files are now. Throws when a part is not there any more. */
export function embedded(text, read) {
  return text.replace(block, (_whole, opening, path, part, closing) => {
    const source = read(path).trimEnd()
    return `${opening}\n${part === undefined ? source : partOf(source, part, path)}${closing}`
  })
}

function partOf(source, part, path) {
  const lines = source.split('\n')
  const start = lines.findIndex((line) => line.includes(part))
  if (start < 0) throw new Error(`${path} has no line with: ${part}`)
  const indent = /^ */.exec(lines[start])[0]
  const end = lines.findIndex((line, index) => index > start && line.startsWith(indent) && /^[}\])]/.test(line.slice(indent.length)))
  return lines
    .slice(start, end < 0 ? start + 1 : end + 1)
    .map((line) => line.slice(indent.length))
    .join('\n')
}
