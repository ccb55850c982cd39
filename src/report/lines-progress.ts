import { limits } from '../domain/limits.js'
import { clean, padEnd, stamp, wrap } from '../explain/text.js'
import type { FaultRecord, JournalRecord, MarkRecord, TargetRecord } from '../journal/records.js'
import { duration } from '../words/duration.js'
import type { ReportContext, RunHead } from './contract.js'
import { Page } from './lines-page.js'
import { awaited } from './lines-parts.js'
import { paint, shown, type Tone } from './style.js'
import { count } from '../words/lists.js'

const stampWidth = 10

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
  /** What lines begin with where several runs tell theirs at once. */
  readonly #prefix: string
  #incarnation = 0
  #phase: 'set-up' | 'burst' | 'heal' | 'judge' = 'set-up'
  #healedAt = 0
  #cutOff = false
  #over = false
  /** When the last line was written. */
  #told = 0

  /** `number` is that of the run in the order in which runs begin. */
  constructor(context: ReportContext, run: RunHead, number: number) {
    this.#context = context
    this.#run = run
    this.#prefix = context.interleaved === true ? `#${number}  ` : ''
  }

  /** What runs, against what. */
  begin(): void {
    const { scenario, variant, size, seed, target } = this.#run
    const page = new Page(this.#context.style)
    const what = `${clean(scenario, 60)} (${clean(variant)}, ${clean(size)}, seed ${seed}), target ${clean(target, 120)}`
    page.prose(this.#prefix + what, 2, 'strong')
    this.#context.write(page.toString())
  }

  /** Says what is waited for, unless something was told a moment ago. */
  waiting(t_ms: number): void {
    if (t_ms - this.#told < limits.waiting_told_ms / 2) return
    this.#write(t_ms, { tone: 'quiet', text: this.#awaited(t_ms) })
  }

  #awaited(t_ms: number): string {
    if (this.#incarnation === 0) return `waiting for the target to get ready, for ${duration(Math.round(t_ms / 1000) * 1000)} so far`
    if (this.#phase === 'judge') return 'waiting for the target to end'
    const outstanding = this.#run.outstanding?.() ?? 0
    const keys = (this.#run.awaited?.() ?? []).map((key) => clean(key, 40))
    const which = keys.length === 0 ? '' : `: ${keys.join(', ')}${outstanding > keys.length ? ' …' : ''}`
    const what = outstanding === 0 ? 'nothing is expected; waiting for quiet' : `waiting for ${count(outstanding, 'fact')}${which}`
    if (this.#phase !== 'heal') return outstanding === 0 ? 'the burst goes on; nothing is pending' : `the burst goes on; ${what}`
    const so_far = duration(Math.max(0, Math.round((t_ms - this.#healedAt) / 1000)) * 1000)
    return `${what}; ${so_far} of up to ${duration(this.#run.patience_ms)} (target.patience)`
  }

  take(record: JournalRecord): void {
    // Whoever interrupted a run is told its end, and not how it got there.
    if (record.kind === 'mark' && record.mark === 'quiet' && record.how === 'interrupted') this.#over = true
    if (this.#over) return
    for (const told of this.#tell(record)) this.#write(record.t, told)
  }

  #write(t_ms: number, { text, tone }: Told): void {
    const { style } = this.#context
    this.#told = t_ms
    const lead = `${padEnd(stamp(t_ms), stampWidth)}  ${this.#prefix}`
    const [first = '', ...more] = wrap(text, style.columns - lead.length, 2)
    const rest = more.map((line) => `${' '.repeat(lead.length)}${paint(style, tone, shown(style, line))}\n`).join('')
    this.#context.write(`${paint(style, 'quiet', lead)}${paint(style, tone, shown(style, first))}\n${rest}`)
  }

  #tell(record: JournalRecord): Told[] {
    switch (record.kind) {
      case 'mark':
        return this.#mark(record)
      case 'fault.fired':
        return this.#fired(record)
      case 'fault.missed':
        // Whatever ended early had no time for all its faults.
        return record.firing === 'must' && !this.#cutOff
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
    if (record.mark === 'phase') this.#phase = record.phase
    if (record.mark === 'heal') {
      this.#phase = 'heal'
      this.#healedAt = record.t
    }
    if (record.mark === 'set-up-error' || (record.mark === 'quiet' && record.how === 'interrupted')) this.#cutOff = true
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
