import { factsOf, type Row, type Timeline } from '../../journal/timeline/index.js'
import { rowLanes, rowWords } from './rows.js'

/** Words of a filter, with what they compare. */
export const filterWords = {
  sys: 'a system, or target',
  kind: 'operation, kind of fact, or kind of row: confirmation, commit, fault',
  key: 'business key, order, lot, document',
  id: 'number of a message or a record',
  is: 'lost, late, retry, repeat, refused, read, failed, marked',
} as const

type Word = keyof typeof filterWords

interface Term {
  readonly not: boolean
  /** Absent: anywhere. */
  readonly word?: Word
  /** One of them is enough. */
  readonly values: readonly string[]
}

export type Filter = readonly Term[]

/** `sys:erp kind:confirmation key:100123 !telemetry`: all terms hold; values with commas are alternatives; an unknown word is text. */
export function parseFilter(text: string): Filter {
  return text
    .split(/\s+/)
    .filter((part) => part !== '' && part !== '!')
    .map((part) => {
      const not = part.startsWith('!')
      const body = not ? part.slice(1) : part
      const colon = body.indexOf(':')
      const word = body.slice(0, Math.max(0, colon))
      const known = word in filterWords
      const values = (known ? body.slice(colon + 1) : body)
        .toLowerCase()
        .split(',')
        .filter((value) => value !== '')
      return { not, ...(known && { word: word as Word }), values }
    })
    .filter(({ values }) => values.length > 0)
}

/** Whether a row passes. `marked` are the records that the open explanation cites, `failed` those of any failure. */
export function passes(
  filter: Filter,
  row: Row,
  timeline: Timeline,
  sets: { readonly marked: ReadonlySet<number>; readonly failed: ReadonlySet<number> },
): boolean {
  return filter.every((term) => term.values.some((value) => holds(term.word, value, row, timeline, sets)) !== term.not)
}

function holds(
  word: Word | undefined,
  value: string,
  row: Row,
  timeline: Timeline,
  sets: { readonly marked: ReadonlySet<number>; readonly failed: ReadonlySet<number> },
): boolean {
  switch (word) {
    case 'sys':
      return rowLanes(row).some((lane) => lane.toLowerCase() === value)
    case 'kind':
      return kindsOf(row).some((kind) => kind.toLowerCase().includes(value))
    case 'key':
      return keysOf(row, timeline).some((key) => key.toLowerCase().includes(value))
    case 'id':
      return String(row.seq) === value || ('message' in row && (row.message?.id === value || String(row.message?.number) === value))
    case 'is':
      return traits(row, sets).includes(value)
    case undefined:
      return rowWords(row).toLowerCase().includes(value) || kindsOf(row).some((kind) => kind.toLowerCase().includes(value))
  }
}

function kindsOf(row: Row): readonly string[] {
  if ('message' in row && row.message) return [row.what, row.message.label, row.message.flow, row.message.wire, row.message.what]
  if (row.what === 'fact') return [row.what, ...row.fact.flows]
  if (row.what === 'fault') return [row.what, row.fault]
  if (row.what === 'commit') return [row.what, ...row.commit.changes.map(({ name }) => name)]
  return [row.what]
}

function keysOf(row: Row, timeline: Timeline): readonly string[] {
  const facts = factsOf(row).flatMap((eid) => timeline.facts.get(eid) ?? [])
  const own = facts.flatMap(({ key, eid, dims }) => [key, eid, ...Object.values(dims)])
  if (row.what === 'commit') return [...own, ...row.commit.docs, ...row.commit.changes.map(({ of }) => of)]
  if ('message' in row && row.message) return [...own, ...row.message.keys, ...row.message.about.map(([, said]) => said)]
  return own
}

function traits(
  row: Row,
  { marked, failed }: { readonly marked: ReadonlySet<number>; readonly failed: ReadonlySet<number> },
): readonly string[] {
  const message = 'message' in row ? row.message : undefined
  return [
    ...(marked.has(row.seq) ? ['marked'] : []),
    ...(failed.has(row.seq) ? ['failed'] : []),
    ...(message?.lost ? ['lost'] : []),
    ...(message?.again ? [message.again.how] : []),
    ...(message && isLate(message) ? ['late'] : []),
    ...(message?.answered?.knowledge === 'refused' ? ['refused'] : []),
    ...(message && !message.posts ? ['read'] : []),
  ]
}

/** From here on a message or its answer took noticeably long. */
const lateAfter_ms = 1_000

export function isLate({
  sent,
  arrived,
  answered,
}: {
  readonly sent: { readonly t: number }
  readonly arrived?: { readonly t: number }
  readonly answered?: { readonly t: number }
}): boolean {
  const came = arrived?.t ?? answered?.t
  return (came !== undefined && came - sent.t >= lateAfter_ms) || (answered !== undefined && answered.t - sent.t >= lateAfter_ms)
}
