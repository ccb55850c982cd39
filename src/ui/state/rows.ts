import { targetLane, type Commit, type Message, type Row } from '../../journal/timeline/index.js'
import { count } from '../../words/lists.js'

/** The lanes that a row touches. */
export function rowLanes(row: Row): readonly string[] {
  switch (row.what) {
    case 'fact':
      return [row.fact.source]
    case 'published':
      return [row.message.from]
    case 'sent':
    case 'shown-again':
    case 'answered':
      return [row.message.from, row.message.to]
    case 'commit':
      return [row.commit.system]
    case 'fault':
      return row.message ? [row.message.from, row.message.to] : []
    case 'gate':
      return []
    case 'exception':
    case 'life':
      return [targetLane]
    case 'mark':
      return []
  }
}

/** A row in words, without its lanes: the same in every layout. */
export function rowWords(row: Row): string {
  switch (row.what) {
    case 'fact':
      return `${row.fact.key} ${row.fact.flows[0] ?? 'fact'} happened (${row.fact.entity})`
    case 'published':
      return `${keysText(row.message)} ${row.message.label} put into the feed`
    case 'sent':
      return `${messageWords(row.message)}${row.message.lost === 'message' ? ' lost' : ''}`
    case 'shown-again':
      return `${keysText(row.message)} ${row.message.label} handed out again`
    case 'answered':
      return answerWords(row.message)
    case 'commit':
      return commitWords(row.commit)
    case 'fault':
      return faultWords(row)
    case 'gate': {
      const waits = row.gate.gate.facts.join(', ')
      return row.how === 'waits'
        ? `gate ${row.gate.title} of ${row.gate.eid} waits for ${waits}`
        : `gate ${row.gate.title} of ${row.gate.eid} opens`
    }
    case 'exception':
      return `exception ${row.exception.xid} ${row.how} ${row.exception.keys.slice(0, 3).join(' ')} ${row.exception.text}`.trimEnd()
    case 'life':
      return lifeWords(row)
    case 'mark':
      return row.text
  }
}

/** `MC-000001 POST confirmation.create #2 retry of #1`: what it is about comes first, where there is little room. */
function messageWords(message: Message): string {
  const { label, line, again } = message
  const method = line.split(' ')[0] ?? ''
  const what = method === '' || label.startsWith(method) ? label : `${method} ${label}`
  const keys = keysText(message)
  const often = again ? ` ${again.how} of #${again.of.slice(1)}` : ''
  return `${keys === '' ? '' : `${keys} `}${what} #${message.number}${often}`
}

const keysShown = 2

function keysText({ keys }: Pick<Message, 'keys'>): string {
  return keys.length <= keysShown ? keys.join(' ') : `${keys.slice(0, keysShown).join(' ')} +${keys.length - keysShown}`
}

/** What its sender got to know; where that is not what was done, both. */
export function answerWords({ what, number, answered, served, lost, committed, receiverSaid }: Message): string {
  if (!answered) return `#${number} is under way`
  const { status, knowledge, why } = answered
  const done = committed.length > 0 ? `, ${count(committed.flatMap(({ changes }) => changes).length, 'change')} committed` : ''
  if (status === null && knowledge === 'acked') return `#${number} taken: ${why}`
  if (status === null) {
    const how =
      lost === 'answer'
        ? `answer lost${receiverSaid === undefined || receiverSaid === null ? '' : ` (it was ${receiverSaid})`}`
        : what === 'call'
          ? 'lost, no answer'
          : why === ''
            ? 'lost'
            : why
    return `#${number} ${how}${done}`
  }
  const code = served && served.code !== '' ? ` ${served.code}` : ''
  const replay = served && served.dedupedTo !== '' ? ` repeat of document ${served.dedupedTo}` : ''
  const doubt = knowledge === 'indeterminate' ? ' in doubt' : ''
  return `#${number} ${status}${code}${replay}${doubt}${why === '' || what === 'call' ? '' : ` ${why}`}`
}

function commitWords({ changes, docs, by }: Commit): string {
  const [first] = changes.filter(({ derived }) => !derived)
  const shown = first ?? changes[0]
  const rest = changes.length - 1
  const line = shown ? changeWords(shown) : ''
  return `${line}${rest > 0 ? ` (+${rest})` : ''}${docs.length > 0 ? ` doc ${docs.join(' ')}` : ''}${by === '' ? '' : ` by ${by}`}`
}

/** `yield +11 EA: 11 → 22 (P1 100003 0010)`. */
export function changeWords({ name, of, amount, before, after }: Commit['changes'][number]): string {
  return `${name}${amount === '' ? '' : ` ${amount}`}: ${before === '' ? '–' : before} → ${after} (${of})`
}

function faultWords({ how, fault, on }: Extract<Row, { what: 'fault' }>): string {
  if (how === 'healed') return `fault ${fault} healed`
  if (how === 'missed') return `fault ${fault} never fired${on === '' ? '' : `; nearest: ${on}`}`
  return `fault ${fault}${on === '' ? '' : ` on ${on}`}`
}

function lifeWords({ how, life }: Extract<Row, { what: 'life' }>): string {
  if (how === 'spawned') return life.incarnation === 1 ? 'target started' : `target started again (life ${life.incarnation})`
  if (how === 'ready') return 'target ready'
  if (how === 'killed') return 'target killed'
  const { how: end = '', scripted = false } = life.ended ?? {}
  return `target ended${scripted ? '' : ' by itself'}${end === '' ? '' : ` (${end})`}`
}
