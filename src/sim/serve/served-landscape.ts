import { limits } from '../../domain/limits.js'
import type { SystemName } from '../../domain/names.js'
import { createEvidence } from '../../journal/evidence-builder.js'
import type { EvidenceBuilder } from '../../journal/evidence-builder.js'
import type { JournalHeader } from '../../journal/header.js'
import { KeptJournal } from '../../journal/kept-journal.js'
import type { JournalRecord } from '../../journal/records.js'
import type { Plan } from '../../scenario/plan.js'
import type { SystemInstance } from '../../systems/contract.js'
import { createRedaction, redactionOf, targetRedactor, type Redactor } from '../../target/redact.js'
import { targetSettings, type NetworkSettings } from '../../target/settings.js'
import type { Exchange } from '../../transports/contract.js'
import { errorText } from '../../words/errors.js'
import { CallLink } from '../call-link.js'
import type { Clock } from '../clock.js'
import { wallClock } from '../clock.js'
import { FaultEngine } from '../fault-engine.js'
import { headerOf } from '../header.js'
import { Incarnations } from '../incarnations.js'
import { Recorder, type JournalSink } from '../recorder.js'
import { noLatency } from '../windows.js'
import { Shelf } from '../shelf.js'
import { handedOut, sourcesOf } from '../sources.js'

export interface ServedLandscapeOptions {
  readonly plan: Plan
  readonly systems: ReadonlyMap<SystemName, SystemInstance>
  readonly header: JournalHeader
  readonly clock: Clock
  /** Where its records go besides. */
  readonly file?: JournalSink | undefined
  readonly onError: (message: string) => void
}

/** Whoever calls served systems is no target that we know anything of: it polls the feeds, if it likes. */
const caller = targetSettings({ cwd: process.cwd(), label: 'whoever calls', url: 'none', deliver: { mode: 'feed' } })

/** The first line of the journal of a served landscape. */
/** Takes secrets out of what is kept of those who call. */
export function callersRedaction({ words, plan }: Pick<JournalHeader, 'words' | 'plan'>): Redactor {
  return createRedaction(redactionOf(caller, process.env), JSON.stringify([words, plan]))
}

export function servedHeader(plan: Plan, network: NetworkSettings, tool: string, run: string): JournalHeader {
  return headerOf({ plan, target: caller, network, dir: '.', run, tool }, wallClock().iso, '')
}

/** Records of facts and of how they were handed out: as many as the plan has facts, and all that attribution needs. */
const ofFacts: ReadonlySet<JournalRecord['kind']> = new Set(['fact', 'offer', 'exposed', 'delivery'])
const reads: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Systems that serve whoever calls, without faults, for hours: calls go through the links of a run, into a journal in memory. What it
 * remembers is bounded: the records by `KeptJournal`, the ledgers by a count of what they hold, the evidence by the facts of the plan.
 */
export class ServedLandscape {
  readonly plan: Plan
  readonly systems: ReadonlyMap<SystemName, SystemInstance>
  readonly journal: KeptJournal
  readonly evidence: EvidenceBuilder
  /** Calls that were refused because the ledgers hold as much as they may. They are not in the journal. */
  refused = 0
  readonly #links = new Map<SystemName, CallLink>()
  readonly #sources = new Map<SystemName, Shelf>()
  readonly #incarnations = new Incarnations()
  readonly #recorder: Recorder
  readonly #clock: Clock
  readonly #onError: (message: string) => void
  #entries = 0
  #calledAt: number

  constructor(options: ServedLandscapeOptions) {
    const { plan, systems, header, clock, file } = options
    this.plan = plan
    this.systems = systems
    this.#clock = clock
    this.#onError = options.onError
    this.#calledAt = clock.now()
    this.journal = new KeptJournal(header, clock, {
      head_bytes_max: limits.served_head_bytes_max,
      tail_bytes_max: limits.served_tail_bytes_max,
    })
    this.evidence = createEvidence(header)
    this.#recorder = new Recorder(file ? both(file, this.journal) : this.journal, this.#evidenceOfFacts())
    this.#incarnations.current = 1
    this.#incarnations.frozen = false
    this.#connect()
    this.#publish()
  }

  /** Milliseconds since somebody called. */
  get idle_ms(): number {
    return Math.round(this.#clock.now() - this.#calledAt)
  }

  /** A request to one of its systems, its path below that system's base. */
  handle(name: SystemName, exchange: Exchange): void {
    this.#calledAt = this.#clock.now()
    const link = this.#links.get(name)
    if (!link) return exchange.reset()
    const full = this.#entries >= limits.served_entries_count_max && !reads.has(exchange.request.method)
    const handled = full ? this.#refuse(name, exchange) : link.handle(exchange)
    handled.catch((error: unknown) => this.#broken(error))
  }

  /** Takes no more calls, and resets those under way that wait. */
  close(): void {
    this.#incarnations.frozen = true
    this.#clock.stop()
  }

  #connect(): void {
    const parts = {
      clock: this.#clock,
      recorder: this.#recorder,
      evidence: this.evidence,
      faults: new FaultEngine([], this.#recorder),
      incarnations: this.#incarnations,
    }
    let cid = 0
    let did = 0
    const onWire = <T>(fact: T): T => fact
    for (const name of sourcesOf(this.plan)) {
      const publish: ConstructorParameters<typeof Shelf>[0]['publish'] = (event) => this.systems.get(name)?.publish(event)
      const told: ConstructorParameters<typeof Shelf>[0]['told'] = (event) => this.systems.get(name)?.told(event) ?? event
      this.#sources.set(
        name,
        new Shelf({ ...parts, nextDid: () => (did += 1), onWire, redact: onWire<string>, publish, told, latency: () => noLatency }),
      )
    }
    const common = {
      ...parts,
      nextCid: () => (cid += 1),
      canonical: onWire<string>,
      redact: targetRedactor(caller, process.env),
      latency: () => noLatency,
      hang_ms_max: 60_000,
      observer: {
        before: () => undefined,
        handedOut: (of: SystemName, at: number, reply: Parameters<typeof handedOut>[3]) =>
          handedOut(parts, this.#sources.get(of), at, reply),
        polled: (of: SystemName, after: number) => this.#sources.get(of)?.polled(after),
      },
    }
    for (const [name, system] of this.systems)
      this.#links.set(name, new CallLink(system, { ...common, guardedBy: this.plan.systems[name]?.dedupe ?? 'none' }))
  }

  /** The facts of the plan stand in the feeds from the start. */
  #publish(): void {
    for (const fact of this.plan.facts) {
      const { at_ms: _at, after: _after, ...body } = fact
      this.#recorder.record({ kind: 'fact', ...body, covered: true })
      this.#sources.get(fact.source)?.emit(fact)
    }
  }

  #evidenceOfFacts(): Pick<EvidenceBuilder, 'take'> {
    return {
      take: (record) => {
        if (record.kind === 'effect' || record.kind === 'exception') this.#entries += 1
        else if (ofFacts.has(record.kind)) this.evidence.take(record)
      },
    }
  }

  async #refuse(name: SystemName, exchange: Exchange): Promise<void> {
    this.refused += 1
    const message =
      `This landscape holds ${limits.served_entries_count_max} effects and exceptions, as many as it takes: ` +
      'go on in a new session (POST /_mfgsync/sessions), or start mfgsync serve again.'
    const response = this.systems.get(name)?.refusal(507, 'LANDSCAPE_FULL', message)
    if (response) await exchange.answer(response)
  }

  #broken(error: unknown): void {
    this.#recorder.record({ kind: 'harness.error', where: 'call', message: errorText(error).slice(0, limits.journal_text_chars_max) })
    this.#onError(errorText(error))
  }
}

/** A file numbers the records; memory keeps them as the file has them. */
function both(file: JournalSink, memory: KeptJournal): JournalSink {
  return {
    write: (draft) => {
      const record = file.write(draft)
      memory.keep(record)
      return record
    },
    flush: () => file.flush(),
  }
}
