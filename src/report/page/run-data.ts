import type { JournalRecord } from '../../journal/records.js'
import { Timeline, type Message, type Row } from '../../journal/timeline/index.js'
import type { PageRun } from '../../page/data.js'
import type { RunReport } from '../contract.js'
import { chosen } from './choice.js'
import { factsFor } from './fact-data.js'
import { EntryMaker } from './entry-data.js'
import { said } from './said.js'

const densityParts = 120
const bandsMax = 60

/** What the page knows of a run beside its judgement. */
export interface RunData {
  readonly data: PageRun
  /** Entries that a record belongs to, of those that the explanations cite. */
  readonly entryOf: ReadonlyMap<number, string>
}

/** Reads the journal of a run once and keeps what belongs on its page: at most so many entries, those first that a failure is told with. */
export function runDataOf(report: RunReport, id: string, entries_max: number): RunData {
  const { header } = report.judgement
  const timeline = new Timeline(header)
  const cited = citedBy(report)
  const where = new Map<number, string>()
  for (const record of report.records()) {
    timeline.take(record)
    if (cited.has(record.seq)) where.set(record.seq, placeOf(record))
  }
  const entryOf = new Map([...where].flatMap(([seq, place]) => resolved(timeline, seq, place)))
  const told = new Set(entryOf.values())
  const maker = new EntryMaker(timeline, told)
  const entries = chosen(timeline.rows.filter(isEntry), maker, entries_max)
  const messages = [...timeline.messages.values()]
  return {
    entryOf,
    data: {
      id,
      lanes: timeline.lanes.map(({ id: lane, title, isTarget }) => ({ id: lane, title: said(title, 20), isTarget })),
      end_ms: timeline.last.t,
      entries,
      facts: factsFor(timeline, entries),
      bands: timeline.bands
        .slice(0, bandsMax)
        .map(({ fault, name, from, to, fired }) => ({
          fault: said(fault, 80),
          name: said(name, 80),
          from: from.t,
          to: (to ?? timeline.last).t,
          fired,
        })),
      phases: timeline.phases.map(({ name, from }) => ({ name: said(name, 40), t: from.t })),
      messages: messages.length,
      left: messages.length - entries.filter(({ is }) => is === 'message').length,
      density: densityOf(messages, timeline.last.t, maker),
    },
  }
}

function citedBy({ explanations }: RunReport): ReadonlySet<number> {
  return new Set(
    explanations.flatMap(({ steps, bindings, knowledge, diagram, innocent }) => [
      ...[...steps, ...bindings, ...innocent].flatMap(({ records }) => records),
      ...[...knowledge.rows, ...diagram.rows].map(({ record }) => record),
    ]),
  )
}

/** The message that a record is of; of a fact its id, after a colon; else an event of its own. */
function placeOf(record: JournalRecord): string {
  if (record.kind === 'fact') return `:${record.eid}`
  if ('cid' in record && record.cid !== undefined && record.cid > 0) return `c${record.cid}`
  if ('did' in record && record.did !== undefined && record.did > 0) return `d${record.did}`
  return `e${record.seq}`
}

function resolved(timeline: Timeline, seq: number, place: string): (readonly [number, string])[] {
  const id = place.startsWith(':') ? timeline.facts.get(place.slice(1))?.messages[0] : place
  return id === undefined || (!id.startsWith('e') && !timeline.messages.has(id)) ? [] : [[seq, id]]
}

/** Rows that are entries of a page. What is in a feed is one when somebody takes it, or, if nobody does, where it was published. */
function isEntry(row: Row): boolean {
  switch (row.what) {
    case 'sent':
      return true
    case 'published':
      return row.message.arrived === undefined
    case 'commit':
      return row.commit.message === undefined
    case 'fault':
      return row.message === undefined
    case 'gate':
    case 'exception':
    case 'life':
    case 'mark':
      return true
    case 'fact':
    case 'shown-again':
    case 'answered':
      return false
  }
}

function densityOf(messages: readonly Message[], end_ms: number, maker: EntryMaker): PageRun['density'] {
  const all = Array.from({ length: densityParts }, () => 0)
  const troubled = Array.from({ length: densityParts }, () => 0)
  for (const message of messages) {
    const part = Math.min(densityParts - 1, Math.floor((message.sent.t / Math.max(1, end_ms)) * densityParts))
    all[part] = (all[part] ?? 0) + 1
    if (maker.isTroubled(message)) troubled[part] = (troubled[part] ?? 0) + 1
  }
  return { all, troubled }
}
