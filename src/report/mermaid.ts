import type { Diagram, DiagramRow } from '../explain/explanation.js'
import { clean, fit } from '../explain/text.js'
import { count } from '../words/lists.js'
import { Causes, type Cause } from './causes.js'
import type { ReportContext, Reporter, ReporterKind } from './contract.js'

const causesMax = 10
const textMax = 80

/** Sequence diagrams to be pasted into an issue or a page: Markdown, with a mermaid block per cause. */
export const mermaid: ReporterKind = { name: 'mermaid', title: 'Markdown with a Mermaid sequence diagram per cause, to be pasted.', create }

function create(context: ReportContext): Reporter {
  const causes = new Causes(causesMax)
  return { run: (report) => void causes.take(report), end: () => context.write(pageOf(causes)) }
}

function pageOf(causes: Causes): string {
  if (causes.all.length === 0) return 'No check failed: there is no message to draw.\n'
  const more = causes.more > 0 ? [`${count(causes.more, 'more cause')} not drawn.\n`] : []
  return [...causes.all.map(blockOf), ...more].join('\n')
}

function blockOf({ told, runs }: Cause): string {
  const hidden = told.hidden.messages + told.diagram.hidden
  const notes = [
    runs.length > 1 ? `In ${count(runs.length, 'run')}.` : '',
    hidden > 0 ? `${count(hidden, 'other message')} of the run not drawn.` : '',
  ].filter((note) => note !== '')
  const head = `**${markdownText(told.check)}**: ${markdownText(told.statement.text)}`
  return [head, '', '```mermaid', mermaidOf(told.diagram), '```', ...(notes.length > 0 ? ['', notes.join(' ')] : []), ''].join('\n')
}

/** A diagram in Mermaid's language. Nothing of what it says can be taken for a part of that. */
export function mermaidOf({ parties, rows }: Diagram): string {
  const ids = new Map(parties.map((party, index) => [party, `P${index + 1}`]))
  const lines = rows.flatMap((row) => {
    const [from, to] = [ids.get(row.from), ids.get(row.to)]
    return from === undefined || to === undefined ? [] : `  ${lineOf(row, from, to)}`
  })
  return ['sequenceDiagram', ...[...ids].map(([party, id]) => `  participant ${id} as ${mermaidText(party)}`), ...lines].join('\n')
}

function lineOf({ kind, text, lost, odd }: DiagramRow, from: string, to: string): string {
  const told = mermaidText(odd ? `${text} ✗` : text)
  if (kind === 'note') return `Note over ${from}: ${told}`
  const arrow = kind === 'message' ? (lost ? '-x' : '->>') : lost ? '--x' : '-->>'
  return `${from}${arrow}${to}: ${told}`
}

/** Words that Mermaid takes for its own wherever they stand. */
const words = /\b(?=(?:style|classDef|linkStyle|end)\b)\w/gi

/** Everything but letters, digits and harmless signs as the entity codes that Mermaid has for them. */
function mermaidText(text: string): string {
  const coded = (sign: string): string => `#${sign.codePointAt(0) ?? 0};`
  return fit(clean(text, textMax * 2), textMax)
    .replace(/[^\p{L}\p{M}\p{N} .,/+\-_→…✗×–]/gu, coded)
    .replace(words, coded)
}

function markdownText(text: string): string {
  return clean(text, 1_000)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~@]/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`)
}
