import { isLate, traitsOf, type At, type Commit, type Message, type Row, type Timeline } from '../../journal/timeline/index.js'
import type { Outcome, Pair, PageChange, PageEntry, PageEvent, PageLink, PageMessage } from '../../page/data.js'
import { duration } from '../../words/duration.js'
import { count, joined } from '../../words/lists.js'
import { said } from './said.js'

const keysShown = 3
const keysKept = 20
const changesMax = 30

/** Makes entries of a page from rows of the timeline. */
export class EntryMaker {
  readonly #timeline: Timeline
  readonly #told: ReadonlySet<string>
  readonly #titles: ReadonlyMap<string, string>

  constructor(timeline: Timeline, told: ReadonlySet<string>) {
    this.#timeline = timeline
    this.#told = told
    this.#titles = new Map(timeline.lanes.map(({ id, title }) => [id, said(title, 20)]))
  }

  isTold(row: Row): boolean {
    return this.#told.has(idOf(row))
  }

  isTroubled(message: Message): boolean {
    const outcome = outcomeOf(message)
    return outcome !== 'done' || message.faults.length > 0 || isLate(message) || message.problem !== undefined
  }

  isTroubledRow(row: Row): boolean {
    if ('message' in row && row.message) return this.isTroubled(row.message)
    return (row.what === 'life' && row.how === 'ended' && row.life.ended?.scripted !== true) || (row.what === 'mark' && row.tone === 'bad')
  }

  entryOf(row: Row, n: number): PageEntry | readonly PageEntry[] {
    if (row.what === 'sent' || row.what === 'published') return this.#message(row.message, row, n)
    const told = this.#eventOf(row)
    return told ? { ...told, ...this.#common(row, n), kind: row.what } : []
  }

  #common(row: Row, n: number): Pick<PageEvent, 'is' | 'id' | 'n' | 'seq' | 't' | 'trouble' | 'told'> {
    const { seq, t } = row
    return { is: 'event', id: idOf(row), n, seq, t, trouble: this.isTroubledRow(row), told: this.isTold(row) }
  }

  #title(lane: string): string {
    return this.#titles.get(lane) ?? said(lane, 20)
  }

  #message(message: Message, { seq, t }: At, n: number): PageMessage {
    const { id, from, to, wire, attempt, faults, committed, answered } = message
    const outcome = outcomeOf(message)
    const ways = `${this.#title(from)} → ${this.#title(to)}`
    const about = message.keys.slice(0, keysShown).map((key) => said(key, 60))
    const more = message.keys.length > keysShown ? [`and ${message.keys.length - keysShown} more`] : []
    const what = [message.label, ...about, ...more, attempt > 1 ? `(attempt ${attempt})` : ''].filter((part) => part !== '').join(' ')
    const changes = committed.flatMap((commit) => this.#changes(commit))
    return {
      is: 'message',
      id,
      n,
      seq,
      t,
      text: said(`${ways}: ${what}: ${endWords(message, outcome)}`, 240),
      keys: message.keys.slice(0, keysKept).map((key) => said(key, 80)),
      kind: said(`${message.label} ${message.flow}`, 80),
      systems: [from, to],
      trouble: this.isTroubled(message),
      told: this.#told.has(id),
      from,
      to,
      wire,
      outcome,
      lost: message.lost ?? '',
      traits: traitsOf(message),
      endT: answered?.t ?? t,
      request: this.#request(message),
      answer: answerOf(message),
      changes: changes.slice(0, changesMax),
      moreChanges: Math.max(0, changes.length - changesMax),
      knew: this.#knew(message),
      faults: faults.map((hit): Pair => [said(hit.fault, 80), said(`${hit.name}, record ${hit.seq}`)]),
      links: this.#links(message),
      facts: message.eids.slice(0, keysKept),
    }
  }

  #request({ line, label, wire, keys, about, attempt, incarnation, sent, arrived, shownAgain }: Message): Pair[] {
    return pairs([
      ['what', label],
      ['request', line],
      ['way', wire],
      ['keys', joined(keys.slice(0, keysKept)) + (keys.length > keysKept ? ` and ${keys.length - keysKept} more` : '')],
      ['attempt', String(attempt)],
      ['life of the target', String(incarnation)],
      ['record', String(sent.seq)],
      ['arrived', arrived && wire !== 'call' ? `record ${arrived.seq}, ${duration(arrived.t - sent.t)} later` : ''],
      ['shown again', shownAgain.length === 0 ? '' : count(shownAgain.length, 'time')],
      ...about,
    ])
  }

  #changes({ system, changes }: Commit): PageChange[] {
    return changes.map(({ name, of, doc, amount, before, after }) => ({
      system: this.#title(system),
      name: said(name, 40),
      of: said(of, 80),
      doc: said(doc, 40),
      amount: said(amount, 60),
      before: said(before, 120),
      after: said(after, 120),
    }))
  }

  /** What the two ends knew when it was over: the bugs live where they differ. */
  #knew(message: Message): Pair[] {
    const { what, from, to, arrived, answered, served, committed, receiverSaid } = message
    if (what === 'delivery') {
      const got = arrived === undefined ? 'never got it whole' : `has it${receiverSaid ? `, and said ${receiverSaid}` : ''}`
      const heard = answered === undefined ? 'heard nothing of it' : `saw ${answered.status ?? 'no answer'}: ${answered.knowledge}`
      return pairs([
        [this.#title(from), heard],
        [this.#title(to), got],
      ])
    }
    const docs = committed.flatMap((commit) => commit.docs)
    const committedWords = committed.length === 0 ? '' : `committed ${docs.length > 0 ? docs.slice(0, 6).join(', ') : 'what is below'}`
    const servedWords = served ? `answered ${served.status}${served.code === '' ? '' : ` ${served.code}`}, and committed nothing` : ''
    const told =
      answered === undefined
        ? 'has no answer'
        : answered.status === null
          ? 'was told nothing: for all it knows it may or may not have happened'
          : `was told ${answered.status} (${answered.knowledge})`
    return pairs([
      [this.#title(to), committedWords || servedWords || 'did nothing with it'],
      [this.#title(from), told],
    ])
  }

  #links({ again, followedBy, causedBy }: Message): PageLink[] {
    const link = (how: string, id: string | undefined): readonly PageLink[] => {
      const other = id === undefined ? undefined : this.#timeline.messages.get(id)
      if (!other) return []
      const text = said(
        `${this.#title(other.from)} → ${this.#title(other.to)} ${other.label} ${other.keys[0] ?? ''}, ${outcomeOf(other)}`,
        120,
      )
      return [{ how, id: other.id, text }]
    }
    return [
      ...link('caused by', causedBy),
      ...link(again?.how === 'repeat' ? 'repeats' : 'tries again', again?.of),
      ...link('followed by', followedBy),
    ]
  }

  /** Whatever is no message, in one line. */
  #eventOf(row: Row): Pick<PageEvent, 'at' | 'text' | 'keys' | 'systems' | 'changes' | 'moreChanges' | 'facts'> | undefined {
    const none = { keys: [], changes: [], moreChanges: 0, facts: [] }
    const at = (lane: string, text: string): Pick<PageEvent, 'at' | 'text' | 'systems'> => ({
      at: lane,
      text: said(text, 240),
      systems: [lane],
    })
    switch (row.what) {
      case 'commit': {
        const { system, by, docs, eids } = row.commit
        const changes = this.#changes(row.commit)
        const shown = { changes: changes.slice(0, changesMax), moreChanges: Math.max(0, changes.length - changesMax) }
        const text = `${this.#title(system)} committed ${joined(docs.slice(0, 3)) || changes[0]?.name || ''} by ${by || 'itself'}`
        return { ...none, ...at(system, text), ...shown, facts: eids.slice(0, keysKept) }
      }
      case 'fault':
        return { ...none, ...at('', `fault ${row.fault} ${row.how}${row.on === '' ? '' : `: ${row.on}`}`) }
      case 'gate': {
        const { eid, title, pending } = row.gate
        const what = row.how === 'waits' ? `waits for ${title}${pending.size > 1 ? ` (${pending.size})` : ''}` : `may go on: ${title}`
        return { ...none, ...at('target', `${eid} ${what}`), facts: [eid] }
      }
      case 'exception': {
        const { xid, text, owner, keys, eids } = row.exception
        const told = `exception ${xid} ${row.how}: ${text}${owner === '' ? '' : `, owner ${owner}`}`
        return { ...none, ...at('target', told), keys: keys.slice(0, keysKept).map((key) => said(key, 80)), facts: eids.slice(0, keysKept) }
      }
      case 'life': {
        const { incarnation, ended } = row.life
        const how = row.how === 'ended' && ended ? `ended ${ended.how}${ended.scripted ? ', as scripted' : ', unscripted'}` : row.how
        return { ...none, ...at('target', `target, life ${incarnation}: ${how}`) }
      }
      case 'mark':
        return { ...none, ...at('', row.text) }
      default:
        return undefined
    }
  }
}

function idOf(row: Row): string {
  if ((row.what === 'sent' || row.what === 'published') && row.message) return row.message.id
  return `e${row.seq}${row.what === 'gate' ? `-${row.how}-${row.gate.eid}` : ''}`
}

function outcomeOf({ lost, answered }: Message): Outcome {
  if (lost !== undefined) return 'lost'
  if (!answered) return 'open'
  if (answered.knowledge === 'acked') return 'done'
  return answered.knowledge === 'indeterminate' ? 'unknown' : 'refused'
}

function endWords({ lost, answered, served, committed }: Message, outcome: Outcome): string {
  const status = answered?.status ?? served?.status
  const code = served?.code === undefined || served.code === '' ? '' : ` ${served.code}`
  const kept = committed.length > 0 ? ', committed' : ''
  if (lost === 'message') return 'lost on the way'
  if (lost === 'answer') return `${status ?? ''}${code}${kept}, the answer was lost`.trim()
  if (outcome === 'open') return 'without an end'
  return `${status ?? ''}${code} ${outcome}${kept}`.trim()
}

function answerOf({ answered, served, lost, problem = '' }: Message): Pair[] {
  return pairs([
    ['of the system', served ? `${served.status} ${served.answerClass} ${served.code}` : ''],
    ['of a posting before', served?.dedupedTo ?? ''],
    ['for its sender', answered ? `${answered.status ?? 'nothing'} (${answered.knowledge})` : 'no end'],
    ['after', answered ? `record ${answered.seq}` : ''],
    ['said', answered?.why ?? ''],
    ['lost', lost === undefined ? '' : lost === 'answer' ? 'the answer to it' : 'the message itself'],
    ['not understood', problem],
  ])
}

function pairs(all: readonly Pair[]): Pair[] {
  return all.filter(([, value]) => value !== '').map(([name, value]) => [said(name, 60), said(value, 400)])
}
