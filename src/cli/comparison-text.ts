import { folded } from '../words/fold.js'
import { count } from '../words/lists.js'

interface Row {
  readonly case: string
  readonly change: string
  readonly before: string | null
  readonly after: string | null
  readonly what: readonly string[]
}

const changes = ['regressed', 'fixed', 'behaviour changed', 'new', 'gone', 'same']
const differencesShown = 8

/** What changed, a line for each case, and how many of each; those that are the same are counted alone. */
export function comparisonText(rows: readonly Row[], columns: number): string {
  const width = Math.max(...rows.filter(({ change }) => change !== 'same').map(({ change }) => change.length), 0) + 2
  const told = changes
    .filter((change) => change !== 'same')
    .flatMap((change) => rows.filter((row) => row.change === change))
    .flatMap((row) => {
      const verdicts = row.before === row.after ? (row.after ?? '') : `${row.before ?? 'absent'} → ${row.after ?? 'absent'}`
      const shown = row.what.slice(0, differencesShown).map(inWords)
      const more = row.what.length > shown.length ? [`and ${row.what.length - shown.length} more`] : []
      const what = row.what.length === 0 ? '' : `: ${[...shown, ...more].join(', ')}`
      return folded(`${row.change.toUpperCase().padEnd(width)}${row.case} (${verdicts})${what}`, columns, width)
    })
  const sums = changes.flatMap((change) => {
    const of = rows.filter((row) => row.change === change).length
    return of === 0 ? [] : [`${of} ${change}`]
  })
  return [...told, ...(told.length > 0 ? [''] : []), `${count(rows.length, 'case')}: ${sums.join(', ')}`, ''].join('\n')
}

/** `no-duplicate-effect/excess/lose-answer.indeterminate` is for programs: what, how, and after what. */
function inWords(difference: string): string {
  return difference.replace(/^((?:now|no longer) [\w-]+)\/(\S+)$/, (_, check: string, how: string) => {
    const [kind = '', ...rest] = how.split(/[/.]/)
    return `${check} (${kind}${rest.length > 0 ? `: ${rest.join(', ')}` : ''})`
  })
}
