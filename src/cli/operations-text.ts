import { folded } from '../words/fold.js'

interface Row {
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly title: string
  readonly dedupe: readonly string[] | 'natural' | '-'
  readonly status: number
  readonly codes: readonly string[]
  readonly definite: boolean
  readonly meaning: string
}

/** Operation × status × definite or not × dedupe, for a terminal. */
export function operationsText(rows: readonly Row[], enforced: Readonly<Record<string, boolean>>, columns: number): string {
  const lines: string[] = []
  let last = ''
  for (const row of rows) {
    if (row.operation !== last) {
      const dedupe = typeof row.dedupe === 'string' ? row.dedupe : row.dedupe.join(' or ')
      const title = `  ${row.operation}: ${row.title}${dedupe === '-' ? '' : ` [dedupe: ${dedupe}]`}`
      lines.push('', `${row.method} ${row.path}`, ...folded(title, columns, 4))
      last = row.operation
    }
    const codes = row.codes.length > 0 ? `${row.codes.join(', ')}: ` : ''
    lines.push(...folded(`    ${row.status}  ${row.definite ? 'definite  ' : 'in doubt  '}${codes}${row.meaning}`, columns, 19))
  }
  const rules = Object.entries(enforced).map(([rule, on]) => `${rule} ${on ? 'enforced' : 'known, not enforced'}`)
  const told = rules.length === 0 ? [] : ['', ...folded(`Rules (defaults; a scenario may set others): ${rules.join('; ')}`, columns, 2)]
  return `${[...lines.slice(1), ...told].join('\n')}\n`
}
