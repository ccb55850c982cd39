import { join } from 'node:path'
import { judgeJournal } from '../checks/judge.js'
import { readJournal } from '../journal/reader.js'
import type { JournalRecord } from '../journal/records.js'
import { WordBook } from '../journal/word-book.js'
import { deliveryMode, runPlan, urlVariable, webhookPath, wordsOf, type NetworkSettings, type TargetSettings } from '../sim/index.js'
import type { Plan, PlannedFact } from '../scenario/plan.js'

export interface DoctorStep {
  readonly name: string
  readonly result: 'ok' | 'problem' | 'not tried'
  readonly detail: string
}

export interface DoctorOptions {
  /** One fact, without faults. */
  readonly plan: Plan
  readonly target: TargetSettings
  readonly network: NetworkSettings
  readonly out: string
  readonly tool: string
  readonly signal?: AbortSignal
}

/** What one fact is about, in words. */
interface Subject {
  readonly fact: PlannedFact
  /** The target polls for it. */
  readonly polled: boolean
  readonly handOver: 'one delivery' | 'one poll'
  /** "confirmation". */
  readonly one: string
  /** Where it comes from, and where it is posted: short name, and variable of its URL. */
  readonly source: { readonly short: string; readonly variable: string }
  readonly sink: { readonly short: string; readonly variable: string }
}

/** Tries the set-up step by step: start, ready, one delivery, one understood call, restart, reset. Two short runs, without a verdict. */
export async function examine(options: DoctorOptions): Promise<readonly DoctorStep[]> {
  const subject = subjectOf(options)
  const first = await tryOnce(options, 'doctor-1', options.plan)
  if (!first.some((record) => record.kind === 'target.ready')) {
    const later = [subject.handOver, 'one understood call', 'one posting', 'kill and restart', 'reset']
    return [startStep(first), ...later.map((name) => ({ name, result: 'not tried' as const, detail: 'it did not start' }))]
  }
  const steps = [startStep(first), deliveryStep(first, options.target, subject), callStep(first, subject), postedStep(first, subject)]
  const kill = options.target.url === undefined ? [killAt(options.plan, subject.fact)] : []
  const second = await tryOnce(options, 'doctor-2', { ...options.plan, variant: 'faulty', faults: kill })
  return [...steps, restartStep(second, options.target), resetStep(options.target, second)]
}

async function tryOnce(options: DoctorOptions, run: string, plan: Plan): Promise<readonly JournalRecord[]> {
  const dir = join(options.out, `${run}-${process.pid}`)
  const { target, network, tool, signal } = options
  const { files } = await runPlan({ plan, target, network, dir, run, tool, ...(signal && { signal }) })
  // Judged for its set-up findings only: a doctor convicts nobody.
  judgeJournal(files.journal)
  return [...readJournal(files.journal).records()]
}

function subjectOf({ plan, target }: DoctorOptions): Subject {
  const [fact] = plan.facts
  if (!fact) throw new Error(`${plan.scenario.name} has no fact to try the set-up with`)
  const polled = deliveryMode(target.deliver, fact.source) === 'feed'
  const words = new WordBook(wordsOf(plan))
  const named = (system: string): Subject['source'] => ({ short: words.system(system), variable: urlVariable(system) })
  return {
    fact,
    polled,
    handOver: polled ? 'one poll' : 'one delivery',
    one: words.flow(fact.flows[0] ?? '').one,
    source: named(fact.source),
    sink: named(fact.expect[0]?.system ?? fact.source),
  }
}

function killAt(plan: Plan, fact: PlannedFact): Plan['faults'][number] {
  return {
    id: 'doctor-kill',
    name: 'kill',
    firing: 'may',
    settings: { point: 'acked', restart_after_ms: 100 },
    address: { direction: 'delivery', system: fact.source, keys: plan.facts.map((each) => each.businessKey), nth: 1, times: 1 },
  }
}

function startStep(records: readonly JournalRecord[]): DoctorStep {
  const ready = records.find((record) => record.kind === 'target.ready')
  const spawned = records.find((record) => record.kind === 'target.spawned')
  if (ready) return { name: 'start and ready', result: 'ok', detail: `ready ${Math.round(ready.t - (spawned?.t ?? 0))} ms after its start` }
  const problem = records.find((record) => record.kind === 'mark' && record.mark === 'set-up-error')
  const detail =
    problem?.kind === 'mark' && problem.mark === 'set-up-error' ? [problem.message, ...problem.details].join('\n') : 'it never got ready'
  return { name: 'start and ready', result: 'problem', detail }
}

function deliveryStep(records: readonly JournalRecord[], target: TargetSettings, subject: Subject): DoctorStep {
  const { polled, handOver: name, source } = subject
  const acked = records.find((record) => record.kind === 'delivery' && record.outcome === 'acked')
  const exposed = records.find((record) => record.kind === 'exposed')
  if (acked)
    return {
      name,
      result: 'ok',
      detail: polled ? 'it polled the feed and came back with a later cursor' : 'it took a fact and answered 2xx',
    }
  if (polled) {
    const never = `it never polled GET /events of the ${source.short} (${source.variable})`
    return { name, result: 'problem', detail: exposed ? 'it polled, and never came back with a later cursor' : never }
  }
  const last = records.findLast((record) => record.kind === 'delivery')
  const answer =
    last?.kind === 'delivery'
      ? last.targetAnswered === null
        ? `no answer (${last.why ?? last.outcome})`
        : `it answered ${last.targetAnswered}`
      : 'nothing was delivered'
  return {
    name,
    result: 'problem',
    detail: `${answer} to POST ${webhookPath(target.deliver, subject.fact)}; expected 2xx. target.deliver.paths says where facts go.`,
  }
}

function callStep(records: readonly JournalRecord[], { sink }: Subject): DoctorStep {
  const calls = records.filter((record) => record.kind === 'call.arrived')
  const understood = calls.find((record) => record.operation !== undefined && record.posts)
  if (understood) {
    const named = understood.eids.length > 0
    const detail =
      `${understood.method} ${understood.path} is ${understood.operation}; ` +
      (named
        ? 'it names the fact'
        : 'it does not name the fact: put its key into "reference" or X-Correlation-ID, or say in attribution where it is')
    return { name: 'one understood call', result: named ? 'ok' : 'problem', detail }
  }
  const odd = calls.find((record) => record.problem !== undefined)
  if (!odd?.problem)
    return { name: 'one understood call', result: 'problem', detail: `it posted nothing to the ${sink.short} (${sink.variable})` }
  const { message, nearest, differences } = odd.problem
  return {
    name: 'one understood call',
    result: 'problem',
    detail: [`${odd.method} ${odd.path}: ${message}`, ...(nearest === undefined ? [] : [`nearest: ${nearest}`]), ...differences].join('\n'),
  }
}

function postedStep(records: readonly JournalRecord[], { one, sink }: Subject): DoctorStep {
  const effect = records.find(
    (record) => record.kind === 'effect' && record.cid !== undefined && (record.what !== 'state' || record.derived !== true),
  )
  if (effect) return { name: 'one posting', result: 'ok', detail: `the ${sink.short} posted the ${one}` }
  const refused = records.findLast((record) => record.kind === 'call.served' && record.answerClass !== 'success')
  return {
    name: 'one posting',
    result: 'problem',
    detail:
      refused?.kind === 'call.served'
        ? `the ${sink.short} refused: ${refused.status} ${refused.code ?? ''}`
        : `the ${sink.short} posted nothing`,
  }
}

function restartStep(records: readonly JournalRecord[], target: TargetSettings): DoctorStep {
  const name = 'kill and restart'
  if (target.url !== undefined)
    return { name, result: 'not tried', detail: 'mfgsync did not start it, and will not kill it: faults that kill are left out' }
  if (!records.some((record) => record.kind === 'target.killed'))
    return { name, result: 'not tried', detail: 'it posted before it acknowledged, so the moment did not come; that is fine' }
  const back = records.some((record) => record.kind === 'target.ready' && record.incarnation === 2)
  return back
    ? { name, result: 'ok', detail: 'killed with its whole process tree, and back' }
    : { name, result: 'problem', detail: 'it did not come back after a kill' }
}

function resetStep(target: TargetSettings, second: readonly JournalRecord[]): DoctorStep {
  const name = 'reset'
  if (!target.reset)
    return {
      name,
      result: 'ok',
      detail: 'no hook: business keys carry a prefix per run instead, so a store that outlives a run does no harm',
    }
  const failed = second.find((record) => record.kind === 'mark' && record.mark === 'set-up-error')
  return failed?.kind === 'mark' && failed.mark === 'set-up-error'
    ? { name, result: 'problem', detail: failed.message }
    : { name, result: 'ok', detail: 'the hook ran' }
}
