import { join } from 'node:path'
import { judgeJournal } from '../checks/judge.js'
import { readJournal } from '../journal/reader.js'
import type { JournalRecord } from '../journal/records.js'
import { runPlan, type NetworkSettings, type TargetSettings } from '../sim/index.js'
import type { Plan } from '../scenario/index.js'

export interface DoctorStep {
  readonly name: string
  readonly result: 'ok' | 'problem' | 'not tried'
  readonly detail: string
}

export interface DoctorOptions {
  /** One confirmation, without faults. */
  readonly plan: Plan
  readonly target: TargetSettings
  readonly network: NetworkSettings
  readonly out: string
  readonly tool: string
  readonly signal?: AbortSignal
}

/** Tries the set-up step by step: start, ready, one delivery, one understood call, restart, reset. Two short runs, without a verdict. */
export async function examine(options: DoctorOptions): Promise<readonly DoctorStep[]> {
  const first = await tryOnce(options, 'doctor-1', options.plan)
  if (!first.some((record) => record.kind === 'target.ready')) {
    const later = [
      options.target.deliver.mode === 'webhook' ? 'one delivery' : 'one poll',
      'one understood call',
      'one posting',
      'kill and restart',
      'reset',
    ]
    return [startStep(first), ...later.map((name) => ({ name, result: 'not tried' as const, detail: 'it did not start' }))]
  }
  const steps = [startStep(first), deliveryStep(first, options.target), callStep(first), postedStep(first)]
  const kill = options.target.url === undefined ? [killAt(options.plan)] : []
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

function killAt(plan: Plan): Plan['faults'][number] {
  return {
    id: 'doctor-kill',
    name: 'kill',
    firing: 'may',
    settings: { point: 'acked', restart_after_ms: 100 },
    address: { direction: 'delivery', system: 'mes', keys: plan.facts.map((fact) => fact.businessKey), nth: 1, times: 1 },
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

function deliveryStep(records: readonly JournalRecord[], target: TargetSettings): DoctorStep {
  const name = target.deliver.mode === 'webhook' ? 'one delivery' : 'one poll'
  const acked = records.find((record) => record.kind === 'delivery' && record.outcome === 'acked')
  const exposed = records.find((record) => record.kind === 'exposed')
  if (acked)
    return {
      name,
      result: 'ok',
      detail:
        target.deliver.mode === 'webhook' ? 'it took a fact and answered 2xx' : 'it polled the feed and came back with a later cursor',
    }
  if (target.deliver.mode === 'feed') {
    return {
      name,
      result: 'problem',
      detail: exposed ? 'it polled, and never came back with a later cursor' : 'it never polled GET /events of the MES (MFGSYNC_MES_URL)',
    }
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
    detail: `${answer} to POST ${target.deliver.paths.confirmation}; expected 2xx. target.deliver.paths says where facts go.`,
  }
}

function callStep(records: readonly JournalRecord[]): DoctorStep {
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
  if (!odd?.problem) return { name: 'one understood call', result: 'problem', detail: 'it posted nothing to the ERP (MFGSYNC_ERP_URL)' }
  const { message, nearest, differences } = odd.problem
  return {
    name: 'one understood call',
    result: 'problem',
    detail: [`${odd.method} ${odd.path}: ${message}`, ...(nearest === undefined ? [] : [`nearest: ${nearest}`]), ...differences].join('\n'),
  }
}

function postedStep(records: readonly JournalRecord[]): DoctorStep {
  const effect = records.find((record) => record.kind === 'effect' && record.cid !== undefined && record.what === 'quantity')
  if (effect) return { name: 'one posting', result: 'ok', detail: 'the ERP posted the confirmation' }
  const refused = records.findLast((record) => record.kind === 'call.served' && record.answerClass !== 'success')
  return {
    name: 'one posting',
    result: 'problem',
    detail: refused?.kind === 'call.served' ? `the ERP refused: ${refused.status} ${refused.code ?? ''}` : 'the ERP posted nothing',
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
