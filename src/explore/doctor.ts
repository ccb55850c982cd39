import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { factName } from '../domain/fact.js'
import { judgeJournal } from '../checks/judge.js'
import { readJournal } from '../journal/reader.js'
import type { JournalRecord } from '../journal/records.js'
import { WordBook } from '../journal/word-book.js'
import { deliveryMode, urlVariable, webhookPath, wordsOf, type NetworkSettings, type TargetSettings } from '../sim/index.js'
import { isInUse, thisMaker } from './prune.js'
import { runnerFor } from './runners.js'
import type { Plan, PlannedFact } from '../scenario/plan.js'
import { ofKind } from '../journal/lists.js'

/** In it lies what a doctor tried, apart from the runs: of these the newest is what somebody has run. */
const doctorFolder = 'doctor'

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
  readonly signal?: AbortSignal | undefined
  /** Told of each step once it is known: what comes later may take its time. */
  readonly tell?: (step: DoctorStep) => void
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
  const steps: DoctorStep[] = []
  const known = (...found: readonly DoctorStep[]): readonly DoctorStep[] => {
    for (const step of found) options.tell?.(step)
    steps.push(...found)
    return steps
  }
  dropOld(options.out)
  const first = await tryOnce(options, '1', options.plan)
  if (options.signal?.aborted) return []
  if (!first.some((record) => record.kind === 'target.ready')) {
    const later = [subject.handOver, 'one understood call', 'one posting', 'kill and restart', 'reset']
    return known(startStep(first), ...later.map((name) => notTried(name, 'it did not start')))
  }
  known(startStep(first), deliveryStep(first, options.target, subject), callStep(first, subject), postedStep(first, subject))
  const kill = options.target.url === undefined ? [killAt(options.plan, subject.fact)] : []
  const second = await tryOnce(options, '2', { ...options.plan, variant: 'faulty', faults: kill })
  if (options.signal?.aborted) return []
  return known(restartStep(second, options.target), resetStep(options.target, second))
}

/** What earlier calls left: nobody comes back to it. */
function dropOld(out: string): void {
  const folder = join(out, doctorFolder)
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = /^(\d+)-[12]$/.exec(name)?.[1]
    if (pid !== undefined && !isInUse({ ...thisMaker(), pid: Number(pid) }, thisMaker(), true))
      rmSync(join(folder, name), { recursive: true, force: true })
  }
}

async function tryOnce(options: DoctorOptions, run: string, plan: Plan): Promise<readonly JournalRecord[]> {
  const dir = join(options.out, doctorFolder, `${process.pid}-${run}`)
  const { target, network, tool, signal } = options
  const { files } = await runnerFor(target).plain({ plan, target, network, dir, run: `${doctorFolder}-${run}`, tool, signal })
  // Judged for its set-up findings only: a doctor convicts nobody.
  judgeJournal(files.journal)
  return [...readJournal(files.journal).records()]
}

function subjectOf({ plan, target }: DoctorOptions): Subject {
  const fact = plan.facts.find(({ flows }) => !target.flows || flows.some((flow) => target.flows?.includes(flow)))
  if (!fact) throw new Error(`${plan.scenario.name} has no fact to try the set-up with`)
  const polled = deliveryMode(target.deliver, fact.source) === 'feed'
  const words = new WordBook(wordsOf(plan))
  const named = (system: string): Subject['source'] => ({ short: words.system(system), variable: urlVariable(system) })
  return {
    fact,
    polled,
    handOver: polled ? 'one poll' : 'one delivery',
    one: words.flow(fact.flows.find((flow) => target.flows?.includes(flow) ?? true) ?? '').one,
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
    address: { direction: 'delivery', system: fact.source, keys: plan.facts.map(factName), nth: 1, times: 1 },
  }
}

const ok = (name: string, detail: string): DoctorStep => ({ name, result: 'ok', detail })
const problem = (name: string, detail: string): DoctorStep => ({ name, result: 'problem', detail })
const notTried = (name: string, detail: string): DoctorStep => ({ name, result: 'not tried', detail })

/** Why the target could not be run, with details. One that refuses what it is given is told of where that is tried. */
function setUpError(records: readonly JournalRecord[]): readonly string[] | undefined {
  const found = ofKind(records, 'mark').find((mark) => mark.mark === 'set-up-error' && mark.refused !== true)
  return found?.mark === 'set-up-error' ? [found.message, ...found.details] : undefined
}

function startStep(records: readonly JournalRecord[]): DoctorStep {
  const name = 'start and ready'
  const [ready] = ofKind(records, 'target.ready')
  const [spawned] = ofKind(records, 'target.spawned')
  if (ready) return ok(name, `ready ${Math.round(ready.t - (spawned?.t ?? 0))} ms after its start`)
  return problem(name, setUpError(records)?.join('\n') ?? 'it never got ready')
}

function deliveryStep(records: readonly JournalRecord[], target: TargetSettings, subject: Subject): DoctorStep {
  const { polled, handOver: name, source } = subject
  const deliveries = ofKind(records, 'delivery')
  if (deliveries.some(({ outcome }) => outcome === 'acked'))
    return ok(name, polled ? 'it polled the feed and came back with a later cursor' : 'it took a fact and answered 2xx')
  if (polled) {
    const never = `it never polled GET /events of the ${source.short} (${source.variable})`
    return problem(name, ofKind(records, 'exposed').length > 0 ? 'it polled, and never came back with a later cursor' : never)
  }
  const last = deliveries.at(-1)
  // That a source gave up in the end is no answer.
  const answered = deliveries.findLast(({ targetAnswered }) => targetAnswered !== null)
  const said = answered?.says === undefined ? '' : ` and said "${answered.says}"`
  const silent = `no answer (${last?.why ?? last?.outcome ?? ''})`
  const answer = !last ? 'nothing was delivered' : answered ? `it answered ${answered.targetAnswered}${said}` : silent
  const path = webhookPath(target.deliver, subject.fact)
  return problem(name, `${answer} to POST ${path}; expected 2xx. target.deliver.paths says where facts go.`)
}

function callStep(records: readonly JournalRecord[], { sink }: Subject): DoctorStep {
  const name = 'one understood call'
  const calls = ofKind(records, 'call.arrived')
  const understood = calls.find((record) => record.operation !== undefined && record.posts)
  if (understood) {
    const what = `${understood.method} ${understood.path} is ${understood.operation}`
    if (understood.eids.length > 0) return ok(name, `${what}; it names the fact`)
    const advice = 'put its key into "reference" or X-Correlation-ID, or say in attribution where it is'
    return problem(name, `${what}; it does not name the fact: ${advice}`)
  }
  const odd = calls.find((record) => record.problem !== undefined)
  if (!odd?.problem) return problem(name, `it posted nothing to the ${sink.short} (${sink.variable})`)
  const { message, nearest, differences } = odd.problem
  const lines = [`${odd.method} ${odd.path}: ${message}`, ...(nearest === undefined ? [] : [`nearest: ${nearest}`]), ...differences]
  return problem(name, lines.join('\n'))
}

function postedStep(records: readonly JournalRecord[], { one, sink }: Subject): DoctorStep {
  const name = 'one posting'
  const posted = ofKind(records, 'effect').some(
    (effect) => effect.cid !== undefined && (effect.what !== 'state' || effect.derived !== true),
  )
  if (posted) return ok(name, `the ${sink.short} posted the ${one}`)
  const refused = ofKind(records, 'call.served').findLast(({ answerClass }) => answerClass !== 'success')
  return problem(name, refused ? `the ${sink.short} refused: ${refused.status} ${refused.code ?? ''}` : `the ${sink.short} posted nothing`)
}

function restartStep(records: readonly JournalRecord[], target: TargetSettings): DoctorStep {
  const name = 'kill and restart'
  if (target.url !== undefined) return notTried(name, 'mfgsync did not start it, and will not kill it: faults that kill are left out')
  if (ofKind(records, 'target.killed').length === 0)
    return notTried(name, 'it posted before it acknowledged, so the moment did not come; that is fine')
  const back = ofKind(records, 'target.ready').some(({ incarnation }) => incarnation === 2)
  return back ? ok(name, 'killed with its whole process tree, and back') : problem(name, 'it did not come back after a kill')
}

function resetStep(target: TargetSettings, second: readonly JournalRecord[]): DoctorStep {
  const name = 'reset'
  if (!target.reset) return ok(name, 'no hook: business keys carry a prefix per run instead, so a store that outlives a run does no harm')
  const [failed] = setUpError(second) ?? []
  return failed === undefined ? ok(name, 'the hook ran') : problem(name, failed)
}
