// What a reader of a page does with it: which files he saves, and which commands he types, in the order of the page.
//   <!-- file: examples/x.js --> behind "save it as `x.js`"    a file to be saved
//   <!-- exit: 1 -->                                           before a block: the code that its commands end with; 0 otherwise
//   <!-- not run: why -->                                      before a block: nobody can run this as it stands
// A block without a language is one of commands if it begins with one; in a transcript, lines behind "$ " are.

const block = /(?:<!-- (file|exit|not run): ([^\n]+?) -->\n)?^```(\w*)\n([\s\S]*?)^```/gm
const command = /^(?:[A-Z_]+=\S+ )?(?:npm|npx|mfgsync|node|python3|java|curl|cp|mkdir|cd|grep|less|time|export) /
const saved = /save it as `([^`\n]+)`[^`]*$/i

/** Steps of a page: `{ save, text }`, or `{ line, exit, why }`. */
export function stepsOf(markdown) {
  return [...markdown.matchAll(block)].flatMap((match) => {
    const [, word, value, language, body] = match
    if (word === 'file') {
      const name = saved.exec(markdown.slice(0, match.index))?.[1]
      return name === undefined ? [] : [{ save: name, text: body }]
    }
    if (language !== '' && language !== 'sh') return []
    const lines = body.split('\n')
    const typed = lines.some((line) => line.startsWith('$ '))
      ? lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2))
      : command.test(lines[0])
        ? joined(lines)
        : []
    const exits = word === 'exit' ? value.split(/,? /).map(Number) : [0]
    return typed.map((line, place) => ({
      line: line.replace(/\s+# .*$/, '').trim(),
      exit: exits[place] ?? exits.at(-1),
      why: word === 'not run' ? value : undefined,
    }))
  })
}

/** Lines that end with a backslash go on in the next. */
function joined(lines) {
  const whole = lines.join('\n').replace(/\s*\\\n\s*/g, ' ')
  return whole.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
}
