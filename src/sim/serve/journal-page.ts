import { limits } from '../../domain/limits.js'
import { recordKinds, type JournalRecord } from '../../journal/records.js'
import { nameHint } from '../../words/did-you-mean.js'
import { cut } from '../../words/lists.js'
import { notUnderstood, type Refusal } from './answers.js'
import type { ServedLandscape } from './served-landscape.js'

/** What somebody wants to see of a journal. */
interface PageWanted {
  /** Business key or eid. */
  readonly fact?: string
  readonly kinds?: ReadonlySet<string>
  readonly system?: string
  /** Only records with a higher `seq`: then the oldest of them are shown, else the newest of all. */
  readonly after?: number
  readonly limit: number
  readonly format: 'json' | 'ndjson'
}

/** Records that were asked for, oldest first. */
export interface JournalPage {
  readonly format: PageWanted['format']
  readonly records: readonly JournalRecord[]
  /** Records that fit what was asked for, of those that are kept. */
  readonly matched: number
  /** Of those, how many do not stand here. */
  readonly leftOut: number
  /** Records that the landscape has gone through. */
  readonly total: number
  /** Of those, how many are not kept any more, whatever they were about. */
  readonly dropped: number
}

const parameters = ['fact', 'kind', 'system', 'after', 'limit', 'format']

/** Reads what was asked for in a query. */
export function pageWanted(query: string, landscape: ServedLandscape, accept = ''): PageWanted | Refusal {
  const asked = new URLSearchParams(query)
  const problems = [...new Set(asked.keys())].flatMap((name) => {
    if (!parameters.includes(name)) return [`query parameter ${cut(name)}: unknown; ${nameHint(name, parameters) ?? ''}`]
    return asked.getAll(name).length > 1 ? [`query parameter ${name}: given more than once`] : []
  })
  const { fact, kind, system, after, limit, format } = Object.fromEntries(asked)
  const number = (name: string, text: string | undefined, least: number): number | undefined => {
    if (text === undefined) return undefined
    if (!/^\d{1,15}$/.test(text) || Number(text) < least) problems.push(`${name}: "${cut(text)}"; expected a whole number from ${least}`)
    return Number(text)
  }
  const known = (name: string, words: readonly string[], all: readonly string[]): void => {
    for (const word of words) if (!all.includes(word)) problems.push(`${name}: "${cut(word)}" is none; ${nameHint(word, all) ?? ''}`)
  }
  const kinds = kind?.split(',')
  if (kinds) known('kind', kinds, recordKinds)
  if (system !== undefined) known('system', [system], [...landscape.systems.keys()])
  if (format !== undefined) known('format', [format], ['json', 'ndjson'])
  const from = number('after', after, 0)
  const most = number('limit', limit, 1) ?? limits.served_page_count_default
  if (problems.length > 0) return notUnderstood('The query is not what the journal can be asked', problems)
  return {
    ...(fact !== undefined && { fact }),
    ...(kinds && { kinds: new Set(kinds) }),
    ...(system !== undefined && { system }),
    ...(from !== undefined && { after: from }),
    limit: Math.min(most, limits.served_page_count_max),
    format: format === 'ndjson' || (format === undefined && accept.includes('ndjson')) ? 'ndjson' : 'json',
  }
}

/** The records that were asked for, and how many of them do not fit on the page. */
export function journalPage({ journal, evidence }: ServedLandscape, wanted: PageWanted): JournalPage {
  const named = wanted.fact
  const eids = new Set(named === undefined ? [] : evidence.factsNamed([named]).map(({ eid }) => eid))
  if (named !== undefined) eids.add(named)
  const filter = new RecordFilter(wanted, eids)
  let matched: JournalRecord[] = []
  let count = 0
  const { after, limit } = wanted
  for (const record of journal.read('kept')) {
    if (!filter.fits(record) || record.seq <= (after ?? 0)) continue
    count += 1
    if (after === undefined || matched.length < limit) matched.push(record)
    // The newest are wanted: now and then, those that cannot be among them are let go.
    if (matched.length >= 2 * limit) matched = matched.slice(-limit)
  }
  const records = after === undefined ? matched.slice(-limit) : matched
  return {
    format: wanted.format,
    records,
    matched: count,
    leftOut: count - records.length,
    total: journal.records,
    dropped: journal.dropped,
  }
}

/** Tells which records are about a fact and a system. What belongs to a call is about what the call is about. */
class RecordFilter {
  readonly #wanted: PageWanted
  readonly #eids: ReadonlySet<string>
  /** Calls about the fact, by number. */
  readonly #calls = new Set<number>()
  readonly #systemOf = new Map<number, string>()
  /** Sources of deliveries, by number. */
  readonly #sourceOf = new Map<number, string>()

  constructor(wanted: PageWanted, eids: ReadonlySet<string>) {
    this.#wanted = wanted
    this.#eids = eids
  }

  /** To be asked about every record, in order. */
  fits(record: JournalRecord): boolean {
    const { kinds, system, fact } = this.#wanted
    if (record.kind === 'call.arrived') this.#systemOf.set(record.cid, record.system)
    if (record.kind === 'offer') this.#sourceOf.set(record.did, record.source)
    const aboutFact = fact === undefined || this.#isAbout(record, fact)
    const ofSystem = system === undefined || this.#systemIn(record) === system
    return aboutFact && ofSystem && (kinds === undefined || kinds.has(record.kind))
  }

  #isAbout(record: JournalRecord, key: string): boolean {
    const names = (texts: readonly string[] | undefined): boolean => texts?.some((text) => text === key || this.#eids.has(text)) ?? false
    if ('eid' in record) return this.#eids.has(record.eid)
    if ('eids' in record && names(record.eids)) return this.#mark(record)
    if ('keys' in record && names(record.keys)) return this.#mark(record)
    if (record.kind === 'effect' && names([...record.references, record.correlation ?? '', record.idempotencyKey ?? ''])) return true
    return 'cid' in record && record.cid !== undefined && this.#calls.has(record.cid)
  }

  /** Whatever else belongs to that call is about the fact as well. */
  #mark(record: JournalRecord): true {
    if ('cid' in record && record.cid !== undefined) this.#calls.add(record.cid)
    return true
  }

  #systemIn(record: JournalRecord): string | undefined {
    if ('system' in record) return record.system
    if ('source' in record) return record.source
    if (record.kind === 'delivery') return this.#sourceOf.get(record.did)
    return 'cid' in record && record.cid !== undefined ? this.#systemOf.get(record.cid) : undefined
  }
}
