import type { Explanation } from '../../explain/explanation.js'
import type { Glyphs } from '../glyphs.js'
import { explanationsOf, listedChecks, lookedAt, openExplanation, stepsOf } from '../state/selectors.js'
import type { ViewState } from '../state/state.js'
import type { Tone } from '../theme.js'
import { exactly, padded, safe, span, wrapped, type Line } from './spans.js'

interface Told {
  readonly lines: readonly Line[]
  /** Which line the chosen step begins at, so that it stays in sight. */
  readonly chosenAt: number
}

/** The explanation of the failure that is chosen: names, chain, knowledge. The step that is chosen is the record that the flow shows. */
export function explanationLines(state: ViewState, glyphs: Glyphs, width: number): Told {
  const explanation = openExplanation(state)
  if (!explanation) return { lines: [[span('nothing to explain', 'quiet')]], chosenAt: 0 }
  const lines: Line[] = []
  let chosenAt = 0
  const say = (text: string, tone: Tone = 'plain', hanging = 0): void => {
    for (const line of wrapped(text, width, hanging)) lines.push([span(line, tone)])
  }
  const total = explanationsOf(state, listedChecks(state)[state.check]?.check).length
  say(`${explanation.check}${total > 1 ? `, ${explanation.witness} of its violations (tab: the other)` : ''}`, 'bad')
  if (explanation.problem !== undefined) say(`Internal error, do not trust this: ${safe(explanation.problem, 400)}`, 'bad')
  say(safe(explanation.statement.text, 1_000), 'strong')
  const all = stepsOf(explanation)
  const heads = explanation.bindings.map(({ name, what, about }) => `${name}  ${what}: ${about}`)
  const tails = explanation.steps.map(
    ({ claim, because }, index) => `${index + 1}  ${claim}${because === '' ? '' : `, because ${because}`}`,
  )
  for (const [index, text] of [...heads, ...tails].entries()) {
    if (index === 0) say('Let', 'accent')
    if (index === heads.length) say('Then', 'accent')
    const isChosen = index === state.step
    if (isChosen) chosenAt = lines.length
    const records = all[index]?.records ?? []
    const where = records.length > 0 ? ` [record ${records.join(', ')}]` : ''
    for (const [at, line] of wrapped(`${safe(text, 800)}${where}`, width - 2, 3).entries())
      lines.push([span(at === 0 && isChosen ? `${glyphs.cursor} ` : '  ', 'accent'), span(line, isChosen ? 'cursor' : 'plain')])
  }
  knowledge(explanation, state, say, lines, width)
  more(explanation, say)
  return { lines, chosenAt }
}

type Say = (text: string, tone?: Tone, hanging?: number) => void

function knowledge({ knowledge: { columns, rows } }: Explanation, state: ViewState, say: Say, lines: Line[], width: number): void {
  if (rows.length === 0) return
  say('Who knew what', 'accent')
  const each = Math.max(8, Math.floor((width - 12) / (columns.length + 1)))
  const head = [padded('', 10), padded('', each), ...columns.map((column) => padded(safe(column), each))].join(' ')
  lines.push(exactly([span(head, 'quiet')], width))
  const at = lookedAt(state)
  for (const { at_ms, event, cells, odd, record } of rows) {
    const cell = (column: string): string => padded(`${safe(cells[column] ?? '')}${odd.includes(column) ? ' <' : ''}`, each)
    const text = [padded(`T+${(at_ms / 1_000).toFixed(3)}`, 10), padded(safe(event), each), ...columns.map(cell)].join(' ')
    lines.push(exactly([span(text, record === at ? 'cursor' : odd.length > 0 ? 'bad' : 'plain')], width))
  }
}

function more({ diff, sum, innocent, likely, hidden, reproduce }: Explanation, say: Say): void {
  if (diff.length > 0) say('Differs between the attempts', 'accent')
  for (const { field, from, to } of diff) say(`  ${safe(field)}: ${safe(from)} -> ${safe(to)}`, 'plain', 4)
  if (sum) {
    const terms = sum.terms.map(({ name, quantity }) => `${quantity} (${name})`).join(' + ')
    say('Sum', 'accent')
    say(`  ${terms} = ${sum.total} ${sum.unit} ${sum.measure}, expected ${sum.expected}, difference ${sum.excess}`, 'plain', 4)
  }
  if (innocent.length > 0) say('Not the cause (from the journal)', 'accent')
  for (const { claim } of innocent) say(`  ${safe(claim, 400)}`, 'plain', 4)
  if (likely.length > 0) say('Likely (not proven)', 'accent')
  for (const text of likely) say(`  ${safe(text, 400)}`, 'plain', 4)
  if (hidden.messages > 0) say(`${hidden.messages} other messages of the run are not told here; the flow has them.`, 'quiet')
  say(`Reproduce  ${safe(reproduce.replay ?? reproduce.command, 400)}`, 'quiet', 11)
}
