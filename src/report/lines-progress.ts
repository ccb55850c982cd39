import { clean, padEnd, stamp } from '../explain/text.js'
import type { FaultRecord, JournalRecord, MarkRecord, TargetRecord } from '../journal/records.js'
import { duration } from '../words/duration.js'
import type { ReportContext, RunHead } from './contract.js'
import { awaited } from './lines-parts.js'
import { paint, shown, type Tone } from './style.js'
import { count } from '../words/lists.js'

/** A line of progress: what happened, in what tone. */
interface Told {
  readonly text: string
  readonly tone: Tone
}

const firingsShown = 3
const phases = { 'set-up': 'set-up', burst: 'burst', heal: 'heal: links are up, locks are gone', judge: 'judging' } as const

/** Says what happens while a run goes on: one line per event that matters, one per message only when asked for. */
export class Progress {
  readonly #context: ReportContext
  readonly #run: RunHead
  readonly #firings = new Map<string, number>()
  #incarnation = 0

  constructor(context: ReportContext, run: RunHead) {
    this.#context = context
    this.#run = run
  }

  take(record: JournalRecord): void {
    for (const told of this.#tell(record)) this.#write(record.t, told)
  }

  #write(t_ms: number, { text, tone }: Told): void {
    const { style, interleaved } = this.#context
    const run = interleaved === true ? `${clean(this.#run.id, 60)}  ` : ''
    this.#context.write(`${paint(style, 'quiet', padEnd(stamp(t_ms), 10))}  ${run}${paint(style, tone, shown(style, text))}\n`)
  }

  #tell(record: JournalRecord): Told[] {
    switch (record.kind) {
      case 'mark':
        return this.#mark(record)
      case 'fault.fired':
        return this.#fired(record)
      case 'fault.missed':
        return record.firing === 'must'
          ? [{ tone: 'doubt', text: `fault ${clean(record.fault)} never fired${nearest(record.nearest)}` }]
          : []
      case 'fault.healed':
        return [{ tone: 'plain', text: `fault ${clean(record.fault)} healed${this.#times(record.fault)}` }]
      case 'target.ready':
        return this.#ready(record.incarnation)
      case 'target.killed':
        return [{ tone: 'doubt', text: `target killed${record.fault === undefined ? '' : ` by ${clean(record.fault)}`}` }]
      case 'target.exited':
        return record.scripted === true ? [] : [{ tone: 'bad', text: `target exited by itself${ending(record)}` }]
      case 'harness.error':
        return [{ tone: 'doubt', text: `unplanned: ${clean(record.where)}: ${clean(record.message)}` }]
      case 'call.arrived': {
        if (record.problem)
          return [
            { tone: 'doubt', text: `not understood: ${clean(record.method)} ${clean(record.path, 120)} (${clean(record.problem.code)})` },
          ]
        return this.#context.verbose === true ? [message(record)] : []
      }
      default:
        return this.#context.verbose === true ? verbose(record) : []
    }
  }

  #mark(record: MarkRecord): Told[] {
    if (record.mark === 'phase') return record.phase === 'heal' ? [] : [{ tone: 'strong', text: phases[record.phase] }]
    if (record.mark === 'heal') return [{ tone: 'strong', text: phases.heal }, ...this.#waiting()]
    if (record.mark === 'quiet') return [quiet(record)]
    if (record.mark === 'set-up-error') return [{ tone: 'bad', text: `set-up error: ${clean(record.message)}` }]
    return []
  }

  #waiting(): Told[] {
    const outstanding = this.#run.outstanding?.() ?? 0
    if (outstanding === 0) return []
    return [{ tone: 'plain', text: `waiting for ${count(outstanding, 'fact')} up to ${duration(this.#run.patience_ms)} (target.patience)` }]
  }

  #fired(record: FaultRecord): Told[] {
    const fired = (this.#firings.get(record.fault) ?? 0) + 1
    this.#firings.set(record.fault, fired)
    const on = record.identity === undefined ? '' : ` on ${clean(record.identity, 120)}`
    const text = `fault ${clean(record.fault)}${on}`
    if (fired <= firingsShown || this.#context.verbose === true) return [{ tone: 'doubt', text }]
    // A lock that refuses a hundred calls is one thing to a reader; the count comes when it is healed.
    return fired === firingsShown + 1 ? [{ tone: 'quiet', text: `fault ${clean(record.fault)} fires again and again` }] : []
  }

  #times(fault: string): string {
    const fired = this.#firings.get(fault) ?? 0
    return fired > 1 ? `, fired ${fired} times` : ''
  }

  #ready(incarnation: number): Told[] {
    const again = this.#incarnation > 0
    this.#incarnation = incarnation
    return [{ tone: 'plain', text: again ? `target is back (life ${incarnation})` : 'target ready' }]
  }
}

function nearest(text: string | undefined): string {
  return text === undefined ? '' : `; nearest: ${clean(text, 160)}`
}

function ending(record: TargetRecord): string {
  if (record.signal !== undefined && record.signal !== null) return ` (${clean(record.signal)})`
  return record.code === undefined || record.code === null ? '' : ` (exit code ${record.code})`
}

function quiet(record: MarkRecord & { readonly mark: 'quiet' }): Told {
  const open = awaited(record)
  const waited = duration(record.waited_ms)
  switch (record.how) {
    case 'quiet':
      return { tone: 'plain', text: 'quiet: nothing is expected any more' }
    case 'patience':
      return { tone: 'doubt', text: `waited ${waited}, still expecting ${open} (target.patience is ${duration(record.patience_ms)})` }
    case 'limit':
      return { tone: 'doubt', text: `still active at the limit of the run, expecting ${open}` }
    case 'interrupted':
      return { tone: 'doubt', text: `interrupted, expecting ${open}` }
    case 'target-gone':
      return { tone: 'bad', text: `the target is gone, expecting ${open}` }
  }
}

/** `target→erp  POST /confirmations  #12`, as the views have it. */
function message(record: Extract<JournalRecord, { kind: 'call.arrived' }>): Told {
  const keys = record.keys.length === 0 ? '' : `  ${clean(record.keys.slice(0, 3).join(' '), 80)}`
  return { tone: 'plain', text: `target→${record.system}  ${clean(record.method)} ${clean(record.path, 120)}  #${record.cid}${keys}` }
}

function verbose(record: JournalRecord): Told[] {
  switch (record.kind) {
    case 'exposed':
      return [{ tone: 'plain', text: `${record.eid.split(':')[0] ?? ''}→target  ${clean(record.eid)}  ${record.how}` }]
    case 'delivery':
      return [{ tone: 'plain', text: `delivery of ${clean(record.eid)} ${record.outcome}` }]
    case 'answer':
      return [{ tone: 'plain', text: `answer to #${record.cid}  ${record.status ?? 'none'}  ${record.knowledge}` }]
    case 'exception':
      return [{ tone: 'plain', text: `exception ${clean(record.xid)} ${record.status}  ${clean(record.keys.slice(0, 3).join(' '), 80)}` }]
    default:
      return []
  }
}
