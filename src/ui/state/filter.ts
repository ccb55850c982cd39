import { factsOf, traitsOf, type Row, type Timeline } from '../../journal/timeline/index.js'
import { letsThrough, type Filter, type FilterWord } from '../../words/filter.js'
import { rowLanes, rowWords } from './rows.js'

/** `marked` are the records that the open explanation cites, `failed` those of any failure. */
interface Sets {
  readonly marked: ReadonlySet<number>
  readonly failed: ReadonlySet<number>
}

/** Whether a row passes. */
export function passes(filter: Filter, row: Row, timeline: Timeline, sets: Sets): boolean {
  return letsThrough(filter, { textsOf: (word) => textsOf(word, row, timeline, sets) })
}

function textsOf(word: FilterWord | undefined, row: Row, timeline: Timeline, sets: Sets): readonly string[] {
  switch (word) {
    case 'sys':
      return rowLanes(row)
    case 'kind':
      return kindsOf(row)
    case 'key':
      return keysOf(row, timeline)
    case 'id':
      return [String(row.seq), ...('message' in row && row.message ? [row.message.id, String(row.message.number)] : [])]
    case 'is':
      return traits(row, sets)
    case undefined:
      return [rowWords(row), ...kindsOf(row)]
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

function traits(row: Row, { marked, failed }: Sets): readonly string[] {
  return [
    ...(marked.has(row.seq) ? ['marked'] : []),
    ...(failed.has(row.seq) ? ['failed'] : []),
    ...('message' in row && row.message ? traitsOf(row.message) : []),
  ]
}
