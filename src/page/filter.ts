import type { PageEntry } from './data.js'

/** A stretch of the run in milliseconds. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** Whether an entry is let through. */
export type Filter = (entry: PageEntry) => boolean

const prefixes: Readonly<Record<string, (entry: PageEntry) => readonly string[]>> = {
  sys: ({ systems }) => systems,
  kind: ({ kind }) => [kind],
  key: ({ keys }) => keys,
  id: ({ id, seq }) => [id, String(seq)],
  is: (entry) => wordsOf(entry),
}

/** `sys:erp kind:confirmation key:100123 !telemetry`: every word must hold; one with `!` must not. */
export function filterOf(text: string): Filter {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '!')
  const tests = words.map((word): Filter => {
    const isNot = word.startsWith('!')
    const [prefix = '', ...rest] = (isNot ? word.slice(1) : word).split(':')
    const of = rest.length > 0 ? prefixes[prefix] : undefined
    const wanted = of ? rest.join(':') : isNot ? word.slice(1) : word
    const values = of ?? ((entry: PageEntry) => [entry.text, entry.kind, entry.id, ...entry.keys])
    return (entry) => values(entry).some((value) => value.toLowerCase().includes(wanted)) !== isNot
  })
  return (entry) => tests.every((test) => test(entry))
}

/** What `is:` asks for: `is:lost`, `is:trouble`, `is:told`. */
function wordsOf(entry: PageEntry): string[] {
  return [
    entry.trouble ? 'trouble' : '',
    entry.told ? 'told' : '',
    ...(entry.is === 'message'
      ? ['message', entry.outcome, entry.lost === '' ? '' : 'lost', entry.late ? 'late' : '', entry.attempt > 1 ? 'repeated' : '']
      : ['event']),
  ].filter((word) => word !== '')
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
export function listOf(entries: readonly PageEntry[], window: Window, filter: Filter, text: string): readonly ListRow[] {
  const rows: ListRow[] = []
  let before: PageEntry | undefined
  let missing = 0
  for (const entry of entries) {
    missing += before ? entry.n - before.n - 1 : 0
    before = entry
    if (!isWithin(entry, window) || !filter(entry)) continue
    if (text.trim() === '' && missing > 0 && rows.length > 0) rows.push({ is: 'gap', n: entry.n, count: missing })
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
