import { limits } from '../../domain/limits.js'
import type { JournalRecord } from '../../journal/records.js'
import { Timeline, type Row } from '../../journal/timeline/index.js'
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

/**
 * Reads the journal of a run once and keeps what belongs on its page: at most so many entries, those first that a failure is told with.
 * A very long run is followed to a while after what is told, and only counted from there.
 */
export function runDataOf(report: RunReport, id: string, entries_max: number): RunData {
  const { header, duration_ms, records } = report.judgement
  const cited = citedBy(report)
  const isLong = records > limits.page_records_count_max
  const last = Math.max(limits.page_records_count_max, ...cited) + limits.page_records_count_max / 10
  const timeline = new Timeline(header, isLong ? { rows_max: limits.page_records_count_max } : {})
  const density = new Density(duration_ms)
  const where = new Map<number, string>()
  for (const record of report.records()) {
    density.take(record)
    if (!isLong || record.seq <= last) timeline.take(record)
    if (cited.has(record.seq)) where.set(record.seq, placeOf(record))
  }
  const entryOf = new Map([...where].flatMap(([seq, place]) => resolved(timeline, seq, place)))
  const maker = new EntryMaker(timeline, new Set(entryOf.values()))
  const entries = chosen(timeline.rows.filter(isEntry), maker, entries_max)
  return {
    entryOf,
    data: {
      id,
      lanes: timeline.lanes.map(({ id: lane, title, isTarget }) => ({ id: lane, title: said(title, 20), isTarget })),
      end_ms: duration_ms,
      entries,
      facts: factsFor(timeline, entries),
      bands: bandsOf(timeline),
      phases: timeline.phases.map(({ name, from }) => ({ name: said(name, 40), t: from.t })),
      messages: density.messages,
      left: density.messages - entries.filter(({ is }) => is === 'message').length,
      density: density.parts,
    },
  }
}

function bandsOf(timeline: Timeline): PageRun['bands'] {
  return timeline.bands
    .slice(0, bandsMax)
    .map(({ fault, name, from, to, fired }) => ({
      fault: said(fault, 80),
      name: said(name, 80),
      from: from.t,
      to: (to ?? timeline.last).t,
      fired,
    }))
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

/** How many messages begin in each part of a run, and how many of them come to a bad end there. */
class Density {
  readonly parts = { all: Array.from({ length: densityParts }, () => 0), troubled: Array.from({ length: densityParts }, () => 0) }
  messages = 0
  readonly #part_ms: number

  constructor(duration_ms: number) {
    this.#part_ms = Math.max(1, duration_ms) / densityParts
  }

  take(record: JournalRecord): void {
    if (record.kind === 'call.arrived' || record.kind === 'offer') {
      this.messages += 1
      this.#add(this.parts.all, record.t)
    } else if (record.kind === 'answer' ? record.knowledge !== 'acked' : record.kind === 'delivery' && record.outcome !== 'acked')
      this.#add(this.parts.troubled, record.t)
  }

  #add(parts: number[], t: number): void {
    const part = Math.min(densityParts - 1, Math.floor(t / this.#part_ms))
    parts[part] = (parts[part] ?? 0) + 1
  }
}
