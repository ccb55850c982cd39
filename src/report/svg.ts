import { clean, wrap } from '../explain/text.js'
import { count } from '../words/lists.js'
import { Causes, type Cause } from './causes.js'
import type { ReportContext, Reporter, ReporterKind } from './contract.js'
import { draw, escaped } from './drawing.js'

const causesMax = 10
const headLine = 18
const headColumns = 90
const widthMin = 700

/** The same diagrams as a picture: one below the other, on white. */
export const svg: ReporterKind = {
  name: 'svg',
  title: 'A picture with a sequence diagram per cause, for pages that show no Mermaid.',
  fileName: 'diagram.svg',
  create,
}

function create(context: ReportContext): Reporter {
  const causes = new Causes(causesMax)
  return { run: (report) => void causes.take(report), end: () => context.write(pictureOf(causes)) }
}

function pictureOf(causes: Causes): string {
  const parts: string[] = []
  let y = 12
  let width = widthMin
  for (const cause of causes.all) {
    const { told } = cause
    const drawing = draw(told.diagram)
    width = Math.max(width, drawing.width)
    for (const line of headOf(cause)) {
      parts.push(`<text x="12" y="${y + 12}" font-weight="bold">${escaped(line)}</text>`)
      y += headLine
    }
    parts.push(`<g transform="translate(0 ${y + 4})">${drawing.elements.join('\n')}</g>`)
    y += drawing.height + 12
    const hidden = told.hidden.messages + told.diagram.hidden
    if (hidden > 0) parts.push(`<text x="12" y="${y}">${escaped(`${count(hidden, 'other message')} of the run not drawn.`)}</text>`)
    y += hidden > 0 ? 28 : 10
  }
  if (causes.all.length === 0) {
    parts.push(`<text x="12" y="${y + 12}">No check failed: there is no message to draw.</text>`)
    y += 32
  }
  if (causes.more > 0) {
    parts.push(`<text x="12" y="${y}">${escaped(`${count(causes.more, 'more cause')} not drawn.`)}</text>`)
    y += 20
  }
  const title = causes.all[0] ? clean(`${causes.all[0].told.check}: ${causes.all[0].told.statement.text}`, 400) : 'No check failed'
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" role="img" ` +
      'font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12" fill="#1a1a1a">',
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${y}" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

function headOf({ told, runs }: Cause): string[] {
  const many = runs.length > 1 ? ` (${count(runs.length, 'run')})` : ''
  return wrap(`${clean(told.check)}${many}: ${clean(told.statement.text, 600)}`, headColumns)
}
