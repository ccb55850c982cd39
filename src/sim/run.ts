import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { FlowName } from '../domain/names.js'
import { createEvidence, type EvidenceBuilder } from '../journal/evidence-builder.js'
import { isShut } from '../journal/gates.js'
import type { JournalRecord, MarkRecord } from '../journal/records.js'
import type { PlannedFact } from '../scenario/plan.js'
import { isLoopbackHost } from '../target/loopback.js'
import { createRedaction, redactionOf, type Redactor } from '../target/redact.js'
import { deliveryMode, needsNamespace } from '../target/settings.js'
import { playBurst } from './burst.js'
import { stageOf, wallClock, type Clock } from './clock.js'
import { makeFolder } from './folder.js'
import { headerOf } from './header.js'
import { TargetProblem } from './incarnations.js'
import { Lag } from './lag.js'
import { canonicalText, namespacedPlan, newNamespace } from './namespace.js'
import { Quiescence, type QuietVerdict } from './quiescence.js'
import { Reach } from './reach.js'
import { Refusals } from './refusals.js'
import { Recorder } from './recorder.js'
import type { RunOptions, RunOutcome, RunPorts } from './run-types.js'
import { realPorts } from './ports.js'
import { planInScope } from './scope-plan.js'
import { mayCome } from './stand-in.js'
import { traceOf } from './trace.js'
import { Twin } from './twin.js'
import { wire, type Wiring } from './wiring.js'
import { errorText } from '../words/errors.js'
import { JournalWriter } from '../journal/writer.js'

const tickMs = 15

/** Thrown inside a run to end it: what is wrong with the set-up, in words. */
class SetUpError extends Error {
  constructor(
    message: string,
    readonly details: readonly string[] = [],
    /** The target was there, and refused every delivery. */
    readonly refused = false,
  ) {
    super(message)
  }
}

/**
 * One run: set-up, burst, heal, quiescence. Writes a journal and judges nothing. Whatever happens, nothing is left running when it
 * resolves. Rejects only for what makes a journal impossible (a folder that cannot be written, a port that is taken).
 */
export async function runPlan(asked: RunOptions, ports: RunPorts = realPorts()): Promise<RunOutcome> {
  const options = { ...asked, plan: planInScope(asked.plan, asked.target.flows ?? asked.plan.flows) }
  const { clock } = ports
  makeFolder(options.dir)
  const namespace = ports.namespaced && needsNamespace(options.target) ? newNamespace() : ''
  const files = { dir: options.dir, journal: join(options.dir, 'journal.jsonl'), targetLog: join(options.dir, 'target.log') }
  const full = headerOf(options, wallClock().iso, namespace)
  const redaction = createRedaction(redactionOf(options.target, process.env), JSON.stringify([full.words, full.plan]))
  const header = { ...full, target: { ...full.target, label: redaction.text(full.target.label) } }
  const journal = new JournalWriter(files.journal, header, { namespace, clock, redact: redaction.line })
  const evidence = createEvidence(header)
  const run = new Run({ ...options, redaction }, ports, journal, evidence, namespace)
  try {
    const ended = await run.go(files.targetLog)
    const counts = { facts: evidence.facts.size, records: journal.records, duration_ms: evidence.last.t }
    return { files, ended, counts, trace: options.traced === true ? traceOf(evidence) : [] }
  } finally {
    clock.stop()
    journal.close()
  }
}

/** So many of the facts that are still expected are named to those who wait. */
const firstTold = 3

/** What a run is asked, and what takes secrets out of what it keeps. */
type Asked = RunOptions & { readonly redaction: Redactor }

class Run {
  readonly #options: Asked
  readonly #ports: RunPorts
  readonly #clock: Clock
  /** The time of what ends first: facts, sources, faults, lives of the target. What is left then is clean-up. */
  readonly #stage: Clock
  readonly #evidence: EvidenceBuilder
  readonly #recorder: Recorder
  readonly #journal: JournalWriter
  readonly #namespace: string
  readonly #reach = new Reach()
  readonly #twin: Twin
  #quiescence: Quiescence | undefined
  #gone: SetUpError | undefined
  #refusals: Refusals | undefined
  #factsLeft = 0
  /** What the stand-in has to do as soon as it can, and what to say where it never could, though the target had done its part. */
  readonly #toPlay = new Map<() => void, (() => void) | undefined>()
  #lag: Lag | undefined
  /** How late the run was in sum when it was healed. */
  #lateAtHeal_ms = 0

  constructor(options: Asked, ports: RunPorts, journal: JournalWriter, evidence: EvidenceBuilder, namespace: string) {
    this.#options = options
    this.#ports = ports
    this.#clock = ports.clock
    this.#stage = stageOf(ports.clock)
    this.#journal = journal
    this.#evidence = evidence
    this.#namespace = namespace
    this.#recorder = new Recorder(journal, evidence, (record) => {
      this.#quiescence?.see(record)
      this.#reach.see(record)
      this.#listen(record)
      options.watch?.(record)
      this.#twin.see(record)
    })
    this.#twin = new Twin({ plan: options.plan, evidence, recorder: this.#recorder, clock: ports.clock })
  }

  async go(targetLog: string): Promise<RunOutcome['ended']> {
    const { plan } = this.#options
    this.#mark({ mark: 'phase', phase: 'set-up' })
    this.#ports.onTrouble?.((message) =>
      this.#recorder.record({ kind: 'harness.error', where: 'target in process', message, spoils: true }),
    )
    this.#lag = this.#ports.canBeLate ? this.#measureLag() : undefined
    const wiring = await wire({
      ...this.#options,
      ...this.#ports,
      stage: this.#stage,
      recorder: this.#recorder,
      evidence: this.#evidence,
      twin: this.#twin,
      targetLog,
      wirePlan: namespacedPlan(plan, this.#namespace),
      canonical: (text) => canonicalText(text, this.#namespace),
      secret:
        isLoopbackHost(this.#options.network.bind) && this.#options.network.advertise_url === undefined
          ? ''
          : `/${randomBytes(12).toString('hex')}`,
      onGone: (end, message) => {
        this.#gone = new SetUpError(message, end.logTail)
      },
    })
    this.#quiescence = new Quiescence(this.#evidence, {
      deliveriesPending: () => wiring.pending(),
      factsToCome: () => this.#factsLeft,
      unseen: () => wiring.unseen(),
      callsOpen: () => wiring.callsOpen(),
      restarting: () => wiring.incarnations.restarting,
    })
    this.#refusals = refusalsOf(wiring, this.#evidence, this.#options)
    this.#options.onOutstanding?.(
      () => this.#quiescence?.outstanding() ?? 0,
      () => this.#quiescence?.firstExpected(firstTold) ?? [],
    )
    try {
      await this.#start(wiring)
      if (!this.#interrupted()) await this.#burst(wiring)
      return await this.#heal(wiring)
    } catch (error) {
      if (!(error instanceof SetUpError)) throw error
      const { message, details, refused } = error
      this.#mark({ mark: 'set-up-error', message, details, ...(refused && { refused }) })
      this.#quiet('target-gone', { outstanding: 0, doubts: 0 })
      return 'set-up-error'
    } finally {
      await this.#end(wiring)
    }
  }

  async #start(wiring: Wiring): Promise<void> {
    try {
      await wiring.incarnations.start()
    } catch (error) {
      if (this.#interrupted()) return
      throw new SetUpError(errorText(error), error instanceof TargetProblem ? error.logTail : [])
    }
  }

  async #burst(wiring: Wiring): Promise<void> {
    const { plan } = this.#options
    this.#mark({ mark: 'phase', phase: 'burst' })
    this.#factsLeft = plan.facts.length
    let due = 0
    await playBurst({
      clock: this.#stage,
      plan,
      over: () => this.#over(),
      fact: (fact) => {
        due += 1
        this.#whenDue(wiring, fact)
      },
      step: (step) => wiring.step(step),
      windows: (span) => wiring.windows.start(span),
      factsWaiting: () => due - (plan.facts.length - this.#factsLeft),
      windowsOpen: () => wiring.windows.open,
      settled: (now, since) => this.#quiescence?.settled(now, since),
      onSettled: (how, waited_ms) => this.#mark({ mark: 'settled', how, waited_ms, outstanding: this.#quiescence?.outstanding() ?? 0 }),
    })
    wiring.windows.endBurst()
  }

  async #heal(wiring: Wiring): Promise<RunOutcome['ended']> {
    // Nothing is healed for somebody who wants an end: neither he nor a check has any use for it.
    if (!this.#interrupted()) {
      wiring.faults.heal()
      for (const source of wiring.sources.values()) source.heal()
      this.#mark({ mark: 'heal' })
      this.#mark({ mark: 'phase', phase: 'heal' })
    }
    const healedAt = this.#clock.now()
    this.#lateAtHeal_ms = this.#lag?.total_ms ?? 0
    while (!this.#over()) {
      const verdict = this.#quiescence?.verdict(this.#clock.now(), healedAt)
      if (verdict) {
        this.#quiet(verdict.how, verdict)
        return 'complete'
      }
      await this.#clock.sleep(tickMs)
    }
    if (this.#gone && !this.#interrupted()) throw this.#gone
    this.#quiet('interrupted', { outstanding: this.#quiescence?.outstanding() ?? 0, doubts: this.#quiescence?.doubts ?? 0 })
    return 'interrupted'
  }

  /**
   * A fact occurs at its time, or when the facts that it waits for were acknowledged, if that is later; it waits for a patience at
   * most.
   */
  #whenDue(wiring: Wiring, fact: PlannedFact, due = this.#clock.now()): void {
    const waitsFor = fact.after.filter((eid) => !this.#evidence.facts.get(eid)?.owed && this.#evidence.facts.get(eid)?.covered !== false)
    const patient = this.#clock.now() - due < this.#evidence.header.target.patience_ms
    if (waitsFor.length > 0 && patient && !this.#over()) {
      this.#stage.setTimer(tickMs, () => this.#whenDue(wiring, fact, due))
      return
    }
    this.#factsLeft -= 1
    this.#occurs(wiring, { ...fact, stampedAt: wiring.systems.get(fact.source)?.stamped(fact.stampedAt) ?? fact.stampedAt })
  }

  #occurs(wiring: Wiring, fact: PlannedFact): void {
    const { at_ms: _at, after: _after, ...body } = fact
    const { covers } = this.#evidence.header.target
    const uncovered = fact.flows.filter((flow) => !covers.includes(flow))
    const covered = uncovered.length < fact.flows.length
    this.#recorder.record({ kind: 'fact', ...body, covered })
    if (covered) wiring.sources.get(fact.source)?.emit(fact)
    else this.#twin.known(fact.eid)
    // What must be rejected would be refused, and its people are not here.
    if (fact.must !== 'REJECT') this.#play(wiring, fact, uncovered)
  }

  /**
   * A stand-in acts as a perfect integration would: once the gates of the fact are open, and what it cancels or needs is there, if that is
   * for the target to post. Where that never comes about, there is nothing to do.
   */
  #play(wiring: Wiring, fact: PlannedFact, flows: readonly FlowName[]): void {
    const now = { seq: this.#evidence.last.seq + 1, t: this.#clock.now() }
    const shut = fact.gates?.some((gate) => isShut(this.#evidence, gate, now)) ?? false
    const original = fact.reverses === undefined ? undefined : this.#evidence.facts.get(fact.reverses)
    const waits = fact.must === 'HOLD' || original?.covered === true
    const stopped = shut ? undefined : wiring.standIn.play(wiring.onWire(fact), flows)
    if (!shut && !stopped) return
    const failed = stopped && !waits ? (): void => wiring.standIn.failed(fact, stopped) : undefined
    if (stopped && failed && !mayCome(stopped)) return failed()
    if (this.#over()) return
    const again = (): void => {
      if (this.#toPlay.delete(again)) this.#play(wiring, fact, flows)
    }
    this.#toPlay.set(again, failed)
    this.#stage.setTimer(tickMs, again)
  }

  #listen(record: JournalRecord): void {
    // What the target has posted now may be what the stand-in waits for: it is as quick as anybody can be.
    if (record.kind === 'effect' && this.#toPlay.size > 0)
      this.#stage.setTimer(0, () => [...this.#toPlay.keys()].forEach((again) => again()))
    // A target that only refuses is not set up: nothing is gained by waiting for it.
    const found = this.#refusals?.see(record)
    if (found) this.#gone ??= new SetUpError(found.message, found.details, true)
    else if (this.#refusals?.refuted === true) this.#refusals = undefined
  }

  #measureLag(): Lag {
    return new Lag(
      this.#clock,
      () => this.#evidence.last.seq,
      (late) => this.#recorder.record({ kind: 'harness.slow', ...late }),
      this.#options.onBeat,
    )
  }

  #over(): boolean {
    return this.#gone !== undefined || this.#interrupted()
  }

  #interrupted(): boolean {
    return this.#options.signal?.aborted === true
  }

  #quiet(how: 'quiet' | 'patience' | 'limit' | 'interrupted' | 'target-gone', open: Omit<QuietVerdict, 'how'>): void {
    const { patience_ms } = this.#evidence.header.target
    const { outstanding, doubts } = open
    // Asked once: a run that was never healed has waited for nothing, and not for less.
    const now = this.#clock.now()
    const waited_ms = Math.max(0, Math.round(now - (this.#evidence.healed?.t ?? now)))
    const late_ms = Math.round((this.#lag?.total_ms ?? 0) - this.#lateAtHeal_ms)
    this.#mark({ mark: 'quiet', how, waited_ms, patience_ms, outstanding, ...(doubts > 0 && { doubts }), ...(late_ms > 0 && { late_ms }) })
  }

  async #end(wiring: Wiring): Promise<void> {
    // First of all: whoever is being stopped is handed nothing any more, and its port may soon be somebody else's.
    this.#stage.stop()
    for (const source of wiring.sources.values()) source.stop()
    const hurry = this.#interrupted()
    await wiring.settle(hurry)
    this.#lag?.stop()
    if (!hurry) wiring.faults.finish()
    if (!hurry && this.#quiescence?.outstanding() === 0) for (const failed of this.#toPlay.values()) failed?.()
    for (const goal of this.#options.plan.must_reach) {
      this.#mark({ mark: 'reach', name: goal.name, ...this.#reach.count(goal, wiring.windows) })
    }
    this.#mark({ mark: 'phase', phase: 'judge' })
    const problem = await wiring.incarnations.stop(hurry)
    if (problem && !this.#gone && !hurry) this.#mark({ mark: 'set-up-error', message: problem.message, details: problem.logTail })
    for (const [system, instance] of wiring.systems) this.#mark({ mark: 'final-state', system, state: instance.snapshot() })
    this.#twin.atEnd()
    for (const state of this.#twin.finalStates()) this.#mark({ mark: 'twin-state', ...state })
    await wiring.close()
    this.#mark({ mark: 'end', records: this.#journal.records + 1 })
    this.#recorder.end()
  }

  #mark(mark: Omit<Extract<MarkRecord, { mark: 'phase' }>, 'seq' | 't' | 'kind'> | MarkBody): void {
    this.#recorder.record({ kind: 'mark', ...mark })
  }
}

function refusalsOf(wiring: Wiring, evidence: EvidenceBuilder, { plan, target }: RunOptions): Refusals {
  const { covers } = evidence.header.target
  const isPushed = ({ must, source, flows }: PlannedFact): boolean =>
    must === 'POST' && deliveryMode(target.deliver, source) === 'webhook' && flows.some((flow) => covers.includes(flow))
  return new Refusals({
    evidence,
    policy: plan.delivery,
    facts: plan.facts.filter(isPushed).length,
    disturbed: () => wiring.windows.standing > 0 || wiring.incarnations.restarting,
    shaken: () => wiring.windows.shaken,
    tail: () => wiring.incarnations.tail().slice(-5),
  })
}

type MarkBody = MarkRecord extends infer M ? (M extends MarkRecord ? Omit<M, 'seq' | 't' | 'kind'> : never) : never
