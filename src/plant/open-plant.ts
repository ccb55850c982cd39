import { join, resolve } from 'node:path'
import { randomStream } from '../chance/random.js'
import { judgeJournal } from '../checks/judge.js'
import type { Judgement } from '../checks/judgement.js'
import { limits } from '../domain/limits.js'
import type { SystemName } from '../domain/names.js'
import { explainRun } from '../explain/explain.js'
import { explanationText } from '../explain/words.js'
import { caseText, readCase } from '../explore/case-file.js'
import { planCase } from '../explore/plan-cases.js'
import { runName } from '../explore/run-name.js'
import { withoutKills } from '../explore/scope.js'
import type { JournalRecord } from '../journal/records.js'
import type { Plan } from '../scenario/index.js'
import type { Clock } from '../sim/clock.js'
import { handlerTarget, type DeliveryHandler } from '../sim/handler-link.js'
import { urlVariable, type Landscape } from '../sim/landscape.js'
import { memoryLandscape } from '../sim/memory-landscape.js'
import { runPlan } from '../sim/run.js'
import type { RunOutcome, RunPorts } from '../sim/run-types.js'
import { beginning, stray, travelTimes, waitedForReal } from '../sim/virtual-run.js'
import { systemKind } from '../systems/index.js'
import { defaultNetwork, targetSettings, type TargetSettings } from '../target/settings.js'
import { MemoryNetwork } from '../transports/memory/network.js'
import { shellWord, shownPath } from '../words/shell.js'
import type { Plant, PlantOptions, PlantSystem, RecordQuery } from './contract.js'
import { Flow } from './flow.js'
import { writeNamed } from '../words/written-file.js'

/** A plant whose run is under way from the first moment on: it waits for somebody to take its deliveries. */
export class OpenPlant implements Plant {
  readonly opened: Promise<void>
  readonly plan: Plan
  readonly leftOut: readonly string[]
  readonly journal: Plant['journal']
  readonly case: string
  readonly urls: Record<SystemName, string> = {}
  readonly env: Record<string, string> = {}
  readonly systems: Record<SystemName, PlantSystem> = {}
  readonly #records: JournalRecord[] = []
  readonly #run: string
  readonly #dir: string
  readonly #target: TargetSettings
  readonly #flow: Flow
  readonly #over: Promise<RunOutcome>
  readonly #abort = new AbortController()
  readonly #ready: Promise<DeliveryHandler | undefined>
  #begin: (handler: DeliveryHandler | undefined) => void = () => undefined
  #tell: (message: string) => void = () => undefined
  #network: MemoryNetwork | undefined
  #judgement: Judgement | undefined

  constructor(options: PlantOptions) {
    this.#target = targetOf(options)
    const { plan, leftOut } = withoutKills(planFor(options), this.#target)
    this.plan = plan
    this.leftOut = leftOut
    const out = resolve(options.out ?? '.mfgsync')
    this.#run = runName(out, plan)
    this.#dir = join(out, this.#run)
    const invocation = { flags: {}, cwd: process.cwd() }
    this.case = join(this.#dir, 'case.json')
    writeNamed(this.case, caseText({ tool: 'mfgsync', plan, invocation, reproduce: '' }), { mode: 0o600 })
    this.journal = { where: (query) => found(this.#records, query), path: join(this.#dir, 'journal.jsonl') }
    this.#ready = new Promise((begin) => {
      this.#begin = begin
    })
    this.#flow = new Flow((options.clock ?? 'virtual') === 'virtual')
    let open: () => void = () => undefined
    const opened = new Promise<void>((resolveOpened) => {
      open = resolveOpened
    })
    this.#over = this.#play(open)
    this.opened = Promise.race([opened, this.#over.then(() => undefined)])
    this.#over.catch(() => undefined)
  }

  get seed(): number {
    return this.plan.seed
  }

  readonly fetch: typeof fetch = (input, init) =>
    this.#flow.during(async () => {
      if (!this.#network) throw new TypeError('fetch failed', { cause: new Error('the plant is not open') })
      return this.#network.fetch(input, init)
    })

  /** For the doors that stand before `fetch`: what comes to it crosses sockets of theirs first. */
  crossesSockets(): void {
    this.#flow.crossesSockets()
  }

  async deliver(handler?: DeliveryHandler): Promise<void> {
    this.#begin(handler)
    await this.settled()
  }

  async settled(): Promise<void> {
    await this.#flow.during(() => this.#over)
  }

  async judge(): Promise<Judgement> {
    this.#begin(undefined)
    await this.settled()
    return (this.#judgement ??= judgeJournal(this.journal.path))
  }

  async explain(columns = 100): Promise<string> {
    const judgement = await this.judge()
    if (judgement.verdict === 'pass') return ''
    const replay = `mfgsync replay ${shellWord(shownPath(this.case))} --target …`
    const results = judgement.results.filter(({ advisory }) => !advisory)
    const [first, ...others] = explainRun({ ...judgement, results }, this.journal.path, { command: replay })
    const story = first && `FAIL  ${first.check}\n${explanationText(first, columns)}`
    const rest = others.map(({ check, statement }) => `FAIL  ${check}: ${statement.text}`)
    const next = [`Replay   ${replay}`, `Check    mfgsync check ${shellWord(shownPath(this.journal.path))}`]
    return [judgement.why, story, [...new Set(rest)].join('\n'), next.join('\n')].filter((part) => part).join('\n\n')
  }

  async close(): Promise<void> {
    this.#abort.abort()
    this.#begin(undefined)
    await this.#flow.during(() => this.#over.catch(() => undefined))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** The whole run, from its set-up to its end. */
  async #play(open: () => void): Promise<RunOutcome> {
    const { plan } = this
    const options = { plan, target: this.#target, network: defaultNetwork, dir: this.#dir, run: this.#run, tool: 'mfgsync' }
    const watch = (record: JournalRecord): void => void this.#records.push(record)
    const work = (clock: Clock): Promise<RunOutcome> => runPlan({ ...options, watch, signal: this.#abort.signal }, this.#ports(clock, open))
    return this.#flow.run(beginning, randomStream(plan.seed, 'target'), (waitedFor) => this.#tell(waitedForReal(waitedFor)), work)
  }

  #ports(clock: Clock, open: () => void): RunPorts {
    const travel_ms = travelTimes(this.plan.seed)
    const network = new MemoryNetwork({ timers: clock, limits, travel_ms, onStray: (url) => this.#tell(stray(url)) })
    this.#network = network
    const openTarget = handlerTarget({ ready: this.#ready, fetch: network.fetch, travel_ms })
    return {
      clock,
      namespaced: false,
      canBeLate: !this.#flow.isVirtual,
      openLandscape: memoryLandscape(network),
      openTarget: async (wiring, landscape) => {
        const opened = await openTarget(wiring, landscape)
        this.#show(landscape, clock)
        open()
        return opened
      },
      onTrouble: (tell) => {
        this.#tell = tell
      },
    }
  }

  #show(landscape: Landscape, clock: Clock): void {
    for (const [name, instance] of landscape.systems) {
      const url = landscape.urls[name] ?? ''
      this.urls[name] = url
      this.env[urlVariable(name)] = `${url}${systemKind(name)?.url.path ?? ''}`
      this.systems[name] = {
        url,
        read: (operation, input = {}) => {
          const known = instance.operations()
          const described = known.find(({ id }) => id === operation)
          if (!described || described.posts) {
            const reads = known.flatMap(({ id, posts }) => (posts ? [] : [id]))
            throw new Error(`"${operation}" is no operation of ${name} that only reads; those are ${reads.join(', ')}.`)
          }
          return instance.execute(operation, input, clock.now()).result
        },
        state: () => instance.snapshot(),
      }
    }
  }
}

function targetOf({ deliver = 'webhook', exceptions, flows, patience, attribution }: PlantOptions): TargetSettings {
  return targetSettings({
    cwd: process.cwd(),
    // It runs already: nobody starts it, and nobody can kill it.
    url: 'http://target.mfgsync.test',
    label: 'code in process',
    deliver: { mode: deliver },
    ...(exceptions && { exceptions }),
    ready: { probe: { delay_ms: 0 } },
    patience: patience ?? { retry_interval_ms: 1_000, client_timeout_ms: 1_000 },
    ...(flows && { flows }),
    ...(attribution && { attribution }),
  })
}

function planFor({ scenario, case: path, seed = 1, variant = 'faulty', ...others }: PlantOptions): Plan {
  if (path !== undefined) return readCase(resolve(path)).plan
  if (scenario === undefined) throw new Error('A plant needs a scenario, by name or path, or a case.')
  const { size, dedupe, identifiers, faults, flows } = others
  return planCase(scenario, { seeds: [seed], variant, size, dedupe, identifiers, faults, covers: flows })
}

function found(records: readonly JournalRecord[], { fact, kind, system }: RecordQuery = {}): readonly JournalRecord[] {
  const calls = new Set<number>()
  const eids = new Set(
    records.flatMap((record) => (record.kind === 'fact' && (record.eid === fact || record.businessKey === fact) ? [record.eid] : [])),
  )
  const isOf = (record: JournalRecord): boolean => {
    if (fact === undefined) return true
    const named = 'eid' in record ? [record.eid] : 'eids' in record ? (record.eids ?? []) : []
    const about = named.some((eid) => eids.has(eid)) || ('cid' in record && record.cid !== undefined && calls.has(record.cid))
    if (about && 'cid' in record && record.cid !== undefined) calls.add(record.cid)
    return about
  }
  return records.filter(
    (record) =>
      isOf(record) &&
      (kind === undefined || record.kind === kind) &&
      (system === undefined || ('system' in record && record.system === system)),
  )
}
