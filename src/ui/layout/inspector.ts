import { factsOf, type Commit, type FactLine, type Message, type Row } from '../../journal/timeline/index.js'
import { duration } from '../../words/duration.js'
import type { Glyphs } from '../glyphs.js'
import { answerWords, changeWords, rowWords } from '../state/rows.js'
import { chosenRow, lookedAt, messageOf } from '../state/selectors.js'
import { tabs, type Tab, type ViewState } from '../state/state.js'
import type { Tone } from '../theme.js'
import { logOf } from './log.js'
import { safe, span, wrapped, type Line } from './spans.js'

type Say = (text: string, tone?: Tone) => void

/** The tabs, the one in front marked. */
export function tabsLine({ tab }: Pick<ViewState, 'tab'>): Line {
  return tabs.map((name, index) =>
    span(name === tab ? `[${index + 1} ${name}]` : ` ${index + 1} ${name}`, name === tab ? 'accent' : 'quiet'),
  )
}

/** All about the row that is chosen, in lines of at most so many columns. */
export function inspectorLines(state: ViewState, glyphs: Glyphs, width: number): readonly Line[] {
  const row = chosenRow(state)
  if (!row) return [[span('nothing is chosen', 'quiet')]]
  const lines: Line[] = []
  const say: Say = (text, tone = 'plain') => {
    for (const line of wrapped(text, Math.max(8, width), 2)) lines.push([span(line, tone)])
  }
  say(`record ${row.seq}, T+${(row.t / 1_000).toFixed(3)}`, 'quiet')
  const message = messageOf(row, state)
  pages[state.tab]({ state, row, message, glyphs, say })
  return lines
}

interface Shown {
  readonly state: ViewState
  readonly row: Row
  readonly message: Message | undefined
  readonly glyphs: Glyphs
  readonly say: Say
}

const pages: Readonly<Record<Tab, (shown: Shown) => void>> = { request, answer, ledger, causes, known, log }

function request({ state, row, message, say }: Shown): void {
  if (!message) {
    say(safe(rowWords(row)), 'strong')
    if (row.what === 'fact') payload(row.fact, say)
    if (row.what === 'gate')
      for (const eid of row.gate.gate.facts) say(`${row.gate.pending.has(eid) ? 'waits for' : 'has'} ${safe(eid)} (${row.gate.gate.by})`)
    if (row.what === 'life') for (const line of row.life.logTail) say(safe(line, 300), 'quiet')
    return
  }
  say(`${message.from} ${'->'} ${message.to}  ${safe(message.line === '' ? message.label : message.line)}`, 'strong')
  if (message.line !== '') say(`operation ${safe(message.label)}`)
  say(`${message.what} ${message.number}, attempt ${message.attempt}, life ${message.incarnation} of the target`)
  for (const key of message.keys) say(`key ${safe(key)}`)
  for (const [name, value] of message.about) say(`${name}: ${safe(value, 300)}`)
  if (message.problem !== undefined) say(`not understood: ${safe(message.problem, 300)}`, 'bad')
  for (const { fault } of message.faults) say(`fault ${safe(fault)} fired on it`, 'doubt')
  const [eid = ''] = message.eids
  const fact = state.timeline.facts.get(eid)
  if (fact) payload(fact, say)
}

const payloadLines = 40

function payload(fact: FactLine, say: Say): void {
  say(`fact ${safe(fact.eid)}: ${safe(fact.entity)}${fact.covered ? '' : ' (played by a stand-in)'}`, 'accent')
  for (const each of fact.expect.slice(0, 8)) {
    const amount = each.what === 'quantity' ? each.quantity : each.what === 'count' ? String(each.count) : 'state'
    say(`obliges ${each.system} ${each.what === 'state' ? each.group : each.measure} ${amount}`)
  }
  const lines = JSON.stringify(fact.payload, null, 1).split('\n').slice(1, -1)
  for (const line of lines.slice(0, payloadLines)) say(safe(line, 200), 'quiet')
  if (lines.length > payloadLines) say(`and ${lines.length - payloadLines} more lines`, 'quiet')
}

function answer({ row, message, state, say }: Shown): void {
  if (!message)
    return say(row.what === 'fact' ? 'A fact is answered by its deliveries: l goes along them.' : 'Nothing was asked here.', 'quiet')
  const at = lookedAt(state)
  const { served, answered } = message
  if (!answered || answered.seq > at) {
    say(
      `#${message.number} is under way${served && served.seq <= at ? `; ${message.to} has served it with ${served.status}` : ''}`,
      'strong',
    )
    return
  }
  say(safe(answerWords(message)), 'strong')
  if (served) say(`${message.to} said ${served.status} ${served.answerClass}${served.code === '' ? '' : ` ${safe(served.code)}`}`)
  if (message.receiverSaid !== undefined)
    say(`the target answered ${message.receiverSaid ?? 'nothing'}; its source saw ${answered.status ?? 'nothing'}`)
  say(
    `outcome ${answered.knowledge.toUpperCase()}, ${duration(answered.t - message.sent.t)} after it was sent`,
    answered.knowledge === 'acked' ? 'good' : 'doubt',
  )
  if (answered.knowledge === 'indeterminate' && message.committed.length > 0)
    say(`${message.to} committed, and ${message.from} was not told: whoever sends it again sends it twice`, 'bad')
  if (answered.knowledge === 'indeterminate' && message.committed.length === 0)
    say(`nothing was committed, and ${message.from} cannot know that`, 'doubt')
}

function ledger({ state, row, message, glyphs, say }: Shown): void {
  const at = lookedAt(state)
  const commits = row.what === 'commit' ? [row.commit] : (message?.committed ?? [])
  if (commits.length === 0) return say('No ledger was changed by this.', 'quiet')
  for (const commit of commits) {
    const isLater = commit.seq > at
    const doc = commit.docs.length > 0 ? ` document ${commit.docs.join(', ')}` : ''
    say(`${commit.system}${doc}, record ${commit.seq}${isLater ? ', later than this row' : ''}`, isLater ? 'quiet' : 'strong')
    for (const change of commit.changes) {
      say(
        `${glyphs.commit} ${safe(changeWords(change), 300)}${change.derived ? ' (worked out by the system)' : ''}`,
        isLater ? 'quiet' : 'plain',
      )
    }
  }
}

function causes({ state, row, message, say }: Shown): void {
  const { timeline } = state
  const [eid] = factsOf(row)
  const fact = timeline.facts.get(eid ?? '')
  const name = (id: string): string => {
    const other = timeline.messages.get(id)
    return other
      ? `#${other.number} ${other.label} ${other.keys[0] ?? ''} (record ${other.sent.seq}): ${answerWords(other)}`
      : `${id}, which is forgotten`
  }
  if (message?.causedBy !== undefined) say(`caused by delivery ${safe(name(message.causedBy))}`)
  if (message?.again) say(`${message.again.how} of ${safe(name(message.again.of))}`, 'doubt')
  if (message?.followedBy !== undefined) say(`followed by ${safe(name(message.followedBy))}`, 'doubt')
  if (!fact) return say(message ? 'It is about no fact.' : 'Nothing is known to have caused it.', 'quiet')
  for (const cause of fact.causes) say(`${safe(fact.eid)} was brought about by ${safe(cause)}`)
  if (fact.reverses !== undefined) say(`it cancels ${safe(fact.reverses)}`)
  say(`all about ${safe(fact.eid)}`, 'accent')
  say(`record ${fact.seq}  happened in ${fact.source}`)
  const at = lookedAt(state)
  for (const id of fact.messages) {
    const each = timeline.messages.get(id)
    if (!each) continue
    const isOutside =
      state.window !== undefined && (each.sent.t > state.window.to_ms || (each.answered?.t ?? each.sent.t) < state.window.from_ms)
    const tone = each === message ? 'strong' : each.sent.seq > at || isOutside ? 'quiet' : 'plain'
    say(`record ${each.sent.seq}  ${each.from} -> ${each.to} ${safe(each.label)} ${safe(answerWords(each))}`, tone)
  }
  if (fact.excepted) say(`record ${fact.excepted.seq}  handed to people`, 'doubt')
}

/** What each party could know at the record that one looks at. */
function known({ state, row, message, say }: Shown): void {
  const at = lookedAt(state)
  const [eid] = factsOf(row)
  const fact = state.timeline.facts.get(eid ?? '')
  const by = (moment: { readonly seq: number } | undefined): boolean => moment !== undefined && moment.seq <= at
  if (message) {
    const { answered, committed, served, what, from, to } = message
    const applied = committed.some(by)
    if (what === 'call') {
      say(
        `${to}: ${applied ? 'it is done' : by(served) ? `served with ${served?.status ?? ''}, nothing done` : 'has not seen it'}`,
        applied ? 'good' : 'plain',
      )
      say(`${from}: ${knows(answered, by)}`, by(answered) && answered?.knowledge === 'acked' ? 'good' : 'doubt')
      if (applied && by(answered) && answered?.knowledge === 'indeterminate') say('the two do not agree: here duplicates are born', 'bad')
    } else {
      say(`${from}: ${knows(answered, by)}`)
      say(`${to}: ${by(message.arrived) ? 'has it' : 'has not seen it'}`)
    }
  }
  if (!fact) return
  say(`${safe(fact.eid)} at record ${at}`, 'accent')
  say(`${fact.source}: happened${by(fact.owed) ? ', acknowledged by the target' : by(fact.shown) ? ', handed out' : ', not handed out'}`)
  say(`target: ${by(fact.shown) ? 'was told' : 'does not know'}`)
  const documents: Commit[] = []
  for (const each of state.timeline.rows)
    if (each.what === 'commit' && each.seq <= at && each.commit.eids.includes(fact.eid)) documents.push(each.commit)
  for (const { system, docs, seq } of documents.slice(-6))
    say(`${system}: has it${docs.length > 0 ? ` as ${docs.join(', ')}` : ''} since record ${seq}`)
  if (documents.length === 0) say('no ledger has it', fact.must === 'POST' ? 'doubt' : 'quiet')
  if (documents.length > 6) say(`and ${documents.length - 6} times more`)
}

function knows(answered: Message['answered'], by: (at: { readonly seq: number } | undefined) => boolean): string {
  if (!by(answered)) return 'waits'
  if (answered?.knowledge === 'acked') return `knows that it is done (${answered.status ?? answered.why})`
  return answered?.knowledge === 'indeterminate'
    ? 'cannot know whether it was done'
    : `knows that it was not done (${answered?.status ?? answered?.why ?? ''})`
}

function log({ state, row, message, say }: Shown): void {
  for (const { text, tone } of logOf(state, row, message)) say(text, tone)
}
