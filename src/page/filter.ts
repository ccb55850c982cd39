import { letsThrough, parseFilter, type Filter, type FilterWord } from '../words/filter.js'
import type { PageEntry } from './data.js'

/** A stretch of the run in milliseconds. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** Whether an entry passes. */
export function passes(filter: Filter, entry: PageEntry): boolean {
  return letsThrough(filter, { textsOf: (word) => textsOf(word, entry) })
}

function textsOf(word: FilterWord | undefined, entry: PageEntry): readonly string[] {
  switch (word) {
    case 'sys':
      return entry.systems
    case 'kind':
      return [entry.kind]
    case 'key':
      return entry.keys
    case 'id':
      return [entry.id, String(entry.seq)]
    case 'is':
      return traits(entry)
    case undefined:
      return [entry.text, entry.kind, entry.id, ...entry.keys]
  }
}

/** Besides those of the view: `is:trouble`, whatever did not go as it should. */
function traits(entry: PageEntry): readonly string[] {
  const own = entry.is === 'message' ? entry.traits : []
  return [...own, ...(entry.trouble ? ['trouble'] : []), ...(entry.told ? ['marked'] : [])]
}

/** True if any of it lies in the window. */
export function isWithin(entry: PageEntry, { from, to }: Window): boolean {
  const end = entry.is === 'message' ? Math.max(entry.t, entry.endT) : entry.t
  return entry.t <= to && end >= from
}

/** A row of a list: an entry, or how many were left out of the page before the next one. */
export type ListRow =
  | { readonly is: 'entry'; readonly entry: PageEntry }
  | { readonly is: 'gap'; readonly n: number; readonly count: number }

/** What is listed. Gaps are told where nothing is filtered: a filter leaves gaps of its own. */
export function listOf(entries: readonly PageEntry[], window: Window, text: string): readonly ListRow[] {
  const filter = parseFilter(text)
  const rows: ListRow[] = []
  let before: PageEntry | undefined
  let missing = 0
  for (const entry of entries) {
    missing += before ? entry.n - before.n - 1 : 0
    before = entry
    if (!isWithin(entry, window) || !passes(filter, entry)) continue
    if (filter.length === 0 && missing > 0 && rows.length > 0) rows.push({ is: 'gap', n: entry.n, count: missing })
    missing = 0
    rows.push({ is: 'entry', entry })
  }
  return rows
}

/** The next row with trouble from here, round the end. */
export function nextTrouble(rows: readonly ListRow[], from: number, step: 1 | -1): number {
  for (let count = 1; count <= rows.length; count += 1) {
    const index = (from + step * count + rows.length * 2) % rows.length
    const row = rows[index]
    if (row?.is === 'entry' && (row.entry.trouble || row.entry.told)) return index
  }
  return from
}

/** The stretch around some entries, with a margin of a tenth. */
export function around(entries: readonly PageEntry[], end_ms: number): Window | undefined {
  if (entries.length === 0) return undefined
  const from = Math.min(...entries.map(({ t }) => t))
  const to = Math.max(...entries.map((entry) => (entry.is === 'message' ? Math.max(entry.t, entry.endT) : entry.t)))
  const margin = Math.max(1, (to - from) / 10)
  return { from: Math.max(0, from - margin), to: Math.min(end_ms, to + margin) }
}
