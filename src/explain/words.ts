import type { Explanation, Knowledge } from './explanation.js'
import { isZeroQuantity } from '../domain/quantity.js'
import { clean, fit, lengthOf, padEnd, padStart, stamp, wrap } from './text.js'
import { count } from '../words/lists.js'

/** Kinds of lines, for a reader that wants to colour them. Colour never carries meaning. */
export type LineKind = 'statement' | 'heading' | 'text' | 'aside' | 'problem'

export interface WordLine {
  readonly kind: LineKind
  readonly text: string
}

const indent = 2

/**
 * Tells an explanation in at most `columns` characters per line, without its verdict line and its commands: who renders it says those.
 * Everything that came from outside is neutralised here.
 */
export function renderExplanation(explanation: Explanation, columns: number): WordLine[] {
  const width = Math.max(40, columns)
  const lines: WordLine[] = []
  if (explanation.problem !== undefined) {
    for (const text of wrap(`Internal error, do not trust this: ${clean(explanation.problem)}`, width))
      lines.push({ kind: 'problem', text })
  }
  for (const text of wrap(clean(explanation.statement.text, 1_000), width)) lines.push({ kind: 'statement', text })
  section(lines, 'Let', bindings(explanation, width))
  section(lines, 'Then', steps(explanation, width))
  section(lines, 'Who knew what', knowledge(explanation.knowledge, width))
  section(lines, 'Differs between the attempts', differences(explanation, width))
  section(lines, 'Sum', sum(explanation, width))
  section(lines, 'Not the cause (from the journal)', rulings(explanation, width))
  section(
    lines,
    'Likely (not proven)',
    explanation.likely.flatMap((text) => bullet('-', clean(text), width)),
  )
  if (explanation.hidden.messages > 0) {
    const others = count(explanation.hidden.messages, 'other message')
    const are = explanation.hidden.messages === 1 ? 'is' : 'are'
    lines.push({ kind: 'aside', text: '' }, { kind: 'aside', text: `${others} of the run ${are} not shown.` })
  }
  return lines
}

/** The same as one text. */
export function explanationText(explanation: Explanation, columns: number): string {
  return renderExplanation(explanation, columns)
    .map((line) => line.text)
    .join('\n')
}

/** The explanation in one line of at most `chars_max` characters, for JUnit and annotations. */
export function oneLine(explanation: Explanation, chars_max = 300): string {
  const marker = explanation.problem === undefined ? '' : 'INTERNAL ERROR: '
  return fit(clean(marker + explanation.statement.text, chars_max * 2), chars_max)
}

function section(lines: WordLine[], heading: string, body: readonly string[]): void {
  if (body.length === 0) return
  lines.push({ kind: 'text', text: '' }, { kind: 'heading', text: heading })
  for (const text of body) lines.push({ kind: 'text', text })
}

function bullet(mark: string, text: string, width: number): string[] {
  const lead = ' '.repeat(indent) + mark + ' '
  return wrap(text, width - lengthOf(lead)).map((line, index) => (index === 0 ? lead : ' '.repeat(lengthOf(lead))) + line)
}

function bindings({ bindings: bound }: Explanation, width: number): string[] {
  const names = Math.max(...bound.map((binding) => lengthOf(binding.name)), 0)
  return bound.flatMap((binding) => {
    const about = binding.about === '' ? '' : `: ${clean(binding.about)}`
    return bullet(padEnd(binding.name, names), `${clean(binding.what)}${about}${cited(binding.records)}`, width)
  })
}

function steps(explanation: Explanation, width: number): string[] {
  const numbers = String(explanation.steps.length).length
  return explanation.steps.flatMap((step, index) => {
    const because = step.because === '' ? '' : `, because ${clean(step.because, 600)}`
    return bullet(padStart(String(index + 1), numbers) + ' ', `${clean(step.claim, 600)}${because}.${cited(step.records)}`, width)
  })
}

function cited(records: readonly number[]): string {
  if (records.length === 0) return ''
  const shown = records.slice(0, 6).map(String)
  if (records.length > 6) shown.push(`${records.length - 6} more`)
  return ` [${records.length === 1 ? 'record' : 'records'} ${shown.join(', ')}]`
}

function knowledge({ columns, rows }: Knowledge, width: number): string[] {
  if (rows.length === 0) return []
  const told = rows.map((row) => [
    clean(row.event, 60),
    ...columns.map((column) => clean(row.cells[column] ?? '–', 60) + (row.odd.includes(column) ? ' <' : '')),
  ])
  const table = [['', ...columns], ...told]
  const times = ['', ...rows.map((row) => stamp(row.at_ms))]
  const timeWidth = Math.max(...times.map(lengthOf))
  const wanted = ['', ...columns].map((_, column) => Math.max(...table.map((cells) => lengthOf(cells[column] ?? ''))))
  const widths = shares(wanted, width - indent - timeWidth - 2 * wanted.length)
  return table.map((cells, index) => {
    const body = cells.map((text, column) => padEnd(fit(text, widths[column] ?? 0), widths[column] ?? 0)).join('  ')
    return `${' '.repeat(indent)}${padEnd(times[index] ?? '', timeWidth)}  ${body}`.trimEnd()
  })
}

/** Gives each column what it wants, and takes from the widest until the table fits. */
function shares(wanted: readonly number[], room: number): number[] {
  const widths = [...wanted]
  let over = widths.reduce((total, each) => total + each, 0) - room
  for (; over > 0; over -= 1) {
    const widest = widths.indexOf(Math.max(...widths))
    if ((widths[widest] ?? 0) <= 6) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function differences({ diff }: Explanation, width: number): string[] {
  const fields = Math.max(...diff.map((each) => lengthOf(clean(each.field))), 0)
  return diff.flatMap((each) => bullet(padEnd(clean(each.field), fields), `${clean(each.from, 120)} → ${clean(each.to, 120)}`, width))
}

function sum({ sum: figures }: Explanation, width: number): string[] {
  if (!figures) return []
  const terms = figures.terms.map((term) => `${term.quantity} (${clean(term.name)})`).join(' + ')
  const unit = clean(figures.unit, 20)
  const inUnit = (quantity: string): string => `${quantity} ${unit}`.trimEnd()
  const { excess, expected } = figures
  const isNegative = excess.startsWith('-')
  // What goes out is too much where more of it went out, and missing where less did.
  const isMissing = isZeroQuantity(expected) ? false : isNegative !== expected.startsWith('-')
  const rest = `${isMissing ? 'missing' : 'too much'} ${inUnit(isNegative ? excess.slice(1) : excess)}`
  const made = `${terms.replaceAll('+ -', '- ') || '0'} = ${inUnit(figures.total)}`
  return bullet(figures.measure, `${made}; expected ${inUnit(figures.expected)}; ${rest}`, width)
}

function rulings({ innocent }: Explanation, width: number): string[] {
  return innocent.flatMap((ruling) => bullet('-', `${clean(ruling.claim)}${cited(ruling.records)}`, width))
}
