import { visibleJson } from '../words/visible.js'
import * as Flags from '@oclif/core/flags'
import { resolve } from 'node:path'
import type { Judgement } from '../checks/judgement.js'
import { BaseCommand } from '../cli/base-command.js'
import { baselineFlags, baselineWanted, type BaselineWanted } from '../cli/baseline-flags.js'
import type { Screen } from '../cli/screen.js'
import { defaultRunsFolder, defaultRunsKept } from '../cli/config.js'
import { UserError } from '../cli/errors.js'
import { exitCodeOf, exitCodes, worstExitCode } from '../cli/exit-codes.js'
import { listenForInterrupts } from '../cli/interrupts.js'
import { millisecondsOf, parseSeeds, seedMax } from '../cli/ranges.js'
import { caseFlags, checkedLabel, parsePattern, parseShard } from '../cli/case-flags.js'
import { stepSummaryOf } from '../cli/reporters.js'
import { chooseTarget, commandLine, saidFirst, targetFlags, targetWords, type ChosenTarget } from '../cli/target-choice.js'
import { viewFlags } from '../cli/view-flags.js'
import { refuseCommandAmong, withTargetBehind } from '../cli/target-behind.js'
import type { Takes } from '../cli/where-it-belongs.js'
import { openBaseline, updateBaseline } from '../explore/baseline-file.js'
import { runCampaign, type CampaignResult, type HeldBack } from '../explore/campaign.js'
import { changed, oddOf } from '../explore/watch.js'
import { leftBehind } from '../explore/left-behind.js'
import { planCases, type CampaignCase, type CasesWanted } from '../explore/plan-cases.js'
import { pruneRuns } from '../explore/prune.js'
import { selectCases } from '../explore/select-cases.js'
import { inScope, scopeProblem, withoutKills } from '../explore/scope.js'
import { reporterFlag } from '../cli/report-flags.js'
import { reporterNames } from '../report/index.js'
import type { AskedCase, SessionFacts } from '../report/contract.js'
import { lookOn } from '../look/look-on.js'
import type { LookingOn } from '../look/looking.js'
import { openReporters, sessionStore, type OpenOptions } from '../report/open.js'
import { newSessionFile, notPassed, openSession } from '../report/stored-sessions.js'
import { ReportSession } from '../report/session.js'
import { sizes, variants, type Size, type Variant } from '../scenario/plan.js'
import { wallClock } from '../sim/clock.js'
import { makeFolder } from '../sim/folder.js'
import { countdown, hooksMs, killAllNow, patienceMs, type TargetSettings } from '../sim/index.js'
import { identifierProfiles, scenarioNames, shippedTags } from '../scenario/index.js'
import { dedupeModes, type DedupeMode } from '../systems/index.js'
import { count } from '../words/lists.js'
import { shownPath } from '../words/shell.js'

/** The main job: run scenarios against an integration, and judge them. */
export class Simulate extends BaseCommand {
  static override summary = 'Run scenarios against your integration and judge whether it stayed consistent and duplicate-free.'
  static override description =
    'The target is what --target or the config names. --demo reference tests the integration that ships with mfgsync; --demo naive tests ' +
    'a careless one and shows a conviction. Where nothing is named, a person gets the reference, and CI gets exit code 2.'
  static override usage = 'simulate SCENARIO… [flags]'
  static override strict = false
  static override examples = [
    '<%= config.bin %> simulate mes-confirmation-burst --demo reference',
    '<%= config.bin %> simulate mes-confirmation-burst --demo naive',
    '<%= config.bin %> simulate mes-confirmation-burst --target "node dist/my-integration.js"',
    '<%= config.bin %> simulate --all --seeds 1-20 --jobs 2 --time-budget 10m --reporter lines,junit',
  ]

  static override flags = {
    variant: Flags.option({
      options: variants,
      default: 'faulty' as Variant,
      description: 'Without faults, with the faults of the scenario, or with faults drawn by seed.',
    })(),
    size: Flags.option({ options: sizes, default: 'quick' as Size, description: 'Seconds, or the whole shift.' })(),
    seed: Flags.integer({ min: 0, max: seedMax, description: 'Decides data and faults.', helpValue: 'n', exclusive: ['seeds'] }),
    seeds: Flags.string({ description: 'Several of them: 1-20, or 1,5,9.', helpValue: 'list' }),
    dedupe: Flags.option({
      options: dedupeModes,
      description: 'How the ERP protects itself from posting twice; the scenario says otherwise.',
    })(),
    identifiers: Flags.option({
      options: identifierProfiles.map(({ name }) => name),
      description: 'How orders, facts, items and the like are numbered; the scenario says otherwise, and storm draws it.',
    })(),
    all: Flags.boolean({ description: 'All shipped scenarios.' }),
    tag: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: 'All shipped scenarios with this tag; scenarios list shows them.',
      helpValue: 'name',
    }),
    jobs: Flags.integer({
      char: 'j',
      min: 1,
      max: 64,
      default: 1,
      helpValue: 'n',
      description: 'Runs at once, at most: fewer while the machine is too busy for so many.',
    }),
    'time-budget': Flags.string({
      description: 'No run begins after this long; what was skipped is listed, and the exit code is 3.',
      helpValue: 'duration',
    }),
    'strict-scope': Flags.boolean({ description: 'Fail if the target leaves any flow of a scenario to a stand-in.' }),
    'print-plan': Flags.boolean({ description: 'Print the plan as JSON, every default written out, and run nothing.' }),
    reporter: reporterFlag(reporterNames),
    out: Flags.string({
      description: 'Folder for journals, cases, logs and reports; .mfgsync, or what the config says.',
      helpValue: 'folder',
    }),
    watch: Flags.boolean({
      char: 'w',
      description: 'Run what did not pass again whenever a file of the target changes; for targets in process.',
    }),
    ui: Flags.boolean({
      description: 'The interactive view of the run; on a terminal it is shown unless lines were asked for. --no-ui for lines.',
      allowNo: true,
      helpGroup: 'VIEW',
    }),
    ...viewFlags,
    verbose: Flags.boolean({ description: 'One line per message.', exclusive: ['quiet'] }),
    quiet: Flags.boolean({ char: 'q', description: 'Verdicts only.' }),
    ...caseFlags,
    ...baselineFlags,
    ...targetFlags,
  }

  override takes(): Takes {
    return { '': scenarioNames(), tag: shippedTags(), reporter: reporterNames }
  }

  async run(): Promise<unknown> {
    const { flags, argv } = await this.parse(Simulate, withTargetBehind(this.argv, scenarioNames()))
    refuseCommandAmong(argv.map(String), scenarioNames())
    const chosen = await chooseTarget(flags, process.cwd())
    const out = resolve(flags.out ?? chosen.out ?? defaultRunsFolder)
    const [label, shard, grep] = [checkedLabel(flags.label), parseShard(flags.shard), parsePattern(flags.grep)]
    const meant = await this.#meant(flags, argv.map(String), chosen, out)
    const { cases: asked, leftOut: outOfScope } = flags['strict-scope']
      ? { cases: meant, leftOut: [] }
      : inScope(meant, chosen.target, argv.map(String))
    const { cases, planned } = selectCases(asked, { grep, shard })
    if (planned.cases === 0) throw new UserError('No case is left to run.', 'mfgsync scenarios list shows what there is to ask for.')
    if (flags['print-plan']) return this.#print(cases)
    const problem = cases.length === 0 ? undefined : scopeProblem(cases, chosen.target, flags['strict-scope'])
    if (problem !== undefined) throw new UserError(problem)
    const time_budget_ms = flags['time-budget'] === undefined ? undefined : millisecondsOf(flags['time-budget'], '--time-budget')
    const screen = this.screenFor(flags)
    const wanted = baselineWanted(flags, chosen.baseline, wallClock().iso)
    // What is wrong with it is told before anything runs.
    if (wanted) openBaseline(wanted, wallClock().iso)
    makeFolder(out)
    const pruned = pruneRuns(out, chosen.runs ?? defaultRunsKept)
    for (const sentence of [
      ...pruned,
      ...saidFirst(chosen),
      ...outOfScopeText(outOfScope),
      ...leftOut(cases, chosen.target),
      ...(await leftBehind(chosen.target)),
    ])
      screen.error(`${sentence}
`)
    if (cases.length === 0) screen.error(`None of the ${planned.cases} cases is in shard ${flags.shard}: there is nothing to do in it.\n`)
    const looking = await lookOn({ ...flags, module: chosen.target.module }, { screen, out, runs: cases.length, tool: this.tool })
    const interrupts = listenForInterrupts({ killAllNow, countdown, say: (text) => looking.say(text), hooks_ms: hooksMs(chosen.target) })
    const call: Call = {
      flags,
      chosen,
      out,
      screen,
      looking,
      signal: interrupts.signal,
      facts: { label, shard, planned },
      wanted,
      time_budget_ms,
    }
    const round = (asked: readonly CampaignCase[]): Promise<readonly CampaignCase[]> => this.#round(call, asked)
    if (flags.watch) await watched(chosen.target.module, cases, round, interrupts.signal, (text) => screen.write(text))
    else await round(cases)
    if (chosen.notYours && !interrupts.signal.aborted) screen.error(`${chosen.notYours.last}\n`)
    interrupts.dispose()
    return this.reported()
  }

  /** Runs and reports all that is asked, what did not pass as often as was said; gives the cases that are still odd. */
  async #round(call: Call, asked: readonly CampaignCase[]): Promise<readonly CampaignCase[]> {
    const { flags, chosen, out, screen, looking, signal, facts, wanted, time_budget_ms } = call
    const { label } = facts
    const baseline = wanted && openBaseline(wanted, wallClock().iso)
    const isKnown = ({ identity }: CampaignCase, judgement: Judgement): boolean =>
      baseline?.standingOf({ identity, label, judgement }).outcome === 'known'
    const options = { ...this.#reporting(flags, looking.screen, out, asked.length * (1 + flags.retries)), session: facts }
    const store = sessionStore(newSessionFile(out, wallClock().stamp), options, screen)
    const session = new ReportSession([...openReporters(this.reporterSpecs(flags.reporter), options), store], {
      label,
      retries: flags.retries > 0,
      failOnFlaky: flags['fail-on-flaky'],
      baseline,
    })
    const campaign = (cases: readonly CampaignCase[]): Promise<CampaignResult> =>
      runCampaign({
        cases,
        target: chosen.target,
        network: chosen.network,
        invocation: { flags: chosen.flags, cwd: process.cwd() },
        out,
        tool: this.tool,
        jobs: flags.jobs,
        time_budget_ms,
        bail: flags.bail,
        isKnown,
        signal,
        observer: {
          ...looking.observer(
            session.observer(
              { label: chosen.target.label, patience_ms: patienceMs(chosen.target) },
              shownPath,
              (path) => commandLine(['replay', path, ...targetWords(chosen)]),
              (asked) => nextStep(asked, chosen.words),
            ),
          ),
          heldBack: (how) => looking.say(heldBackText(how)),
        },
      })
    const { finished, skipped } = await campaign(asked)
    let odd = oddOf(finished, isKnown)
    for (let left = flags.retries; odd.length > 0 && left > 0 && !signal.aborted; left -= 1)
      odd = oddOf((await campaign(odd)).finished, isKnown)
    await looking.finish()
    process.exitCode = endOf(session, skipped, signal.aborted)
    const written = wanted && baseline && updateBaseline(wanted, baseline)
    if (written !== undefined) screen.error(`${written}\n`)
    return oddOf(finished, isKnown)
  }

  /** The cases that are asked for by name, by flags, or by how the last session ended. */
  async #meant(flags: Asked, scenarios: readonly string[], chosen: ChosenTarget, out: string): Promise<readonly CampaignCase[]> {
    const plan = (wanted: Pick<CasesWanted, 'scenarios' | 'seeds'> & CaseSettings): readonly CampaignCase[] =>
      planCases({
        ...wanted,
        covers: chosen.target.flows,
        commandOf: (scenario, seed) => commandLine(['simulate', scenario, ...flagWords(wanted), '--seed', String(seed), ...chosen.words]),
      })
    if (flags['last-failed']) {
      const failed = (await notPassed(await openSession(out))).filter(
        ({ scenario }) => scenarios.length === 0 || scenarios.includes(scenario),
      )
      if (failed.length === 0)
        throw new UserError('The last session has no case that did not pass, or none of these scenarios.', 'Run without --last-failed.')
      return failed.flatMap(({ seed, ...parts }) => plan({ ...settingsOf(parts), scenarios: [parts.scenario], seeds: [seed] }))
    }
    const all = flags.all || (flags.grep !== undefined && scenarios.length === 0 && !flags.tag)
    if (scenarios.length === 0 && !all && !flags.tag) {
      throw new UserError(
        'No scenario is named.',
        'Give one, such as mfgsync simulate hello-confirmation, or --all. mfgsync scenarios list shows them.',
      )
    }
    const { variant, size, dedupe, identifiers, tag } = flags
    const seeds = flags.seeds === undefined ? [flags.seed ?? 1] : parseSeeds(flags.seeds)
    return plan({ scenarios, all, tags: tag, variant, size, dedupe, identifiers, seeds })
  }

  #reporting(
    flags: { readonly verbose: boolean; readonly quiet: boolean; readonly jobs: number },
    screen: Screen,
    out: string,
    runs: number,
  ): OpenOptions {
    const { verbose, quiet, jobs } = flags
    return {
      screen,
      out,
      tool: this.tool,
      verbose,
      quiet,
      interleaved: jobs > 1 && runs > 1,
      several: runs > 1,
      stepSummary: stepSummaryOf(process.env),
      stdout: this.stdout,
    }
  }

  #print(cases: readonly CampaignCase[]): unknown {
    const plans = cases.map((asked) => asked.plan())
    if (this.jsonEnabled()) return plans
    process.stdout.write(`${visibleJson(JSON.stringify(plans.length === 1 ? plans[0] : plans, null, 2))}\n`)
    return undefined
  }
}

/** What every round of an invocation has. */
interface Call {
  readonly flags: Pick<Asked, 'bail' | 'retries' | 'fail-on-flaky' | 'jobs' | 'verbose' | 'quiet' | 'reporter'>
  readonly chosen: ChosenTarget
  readonly out: string
  readonly screen: Screen
  readonly looking: LookingOn
  readonly signal: AbortSignal
  readonly facts: SessionFacts
  readonly wanted: BaselineWanted | undefined
  readonly time_budget_ms: number | undefined
}

type CaseSettings = Pick<CasesWanted, 'variant' | 'size' | 'dedupe' | 'identifiers' | 'all' | 'tags'>

interface Asked {
  readonly variant: Variant
  readonly size: Size
  readonly dedupe: DedupeMode | undefined
  readonly identifiers: string | undefined
  readonly all: boolean
  readonly tag: string[] | undefined
  readonly seed: number | undefined
  readonly seeds: string | undefined
  readonly grep: string | undefined
  readonly 'last-failed': boolean
  readonly bail: number | undefined
  readonly retries: number
  readonly 'fail-on-flaky': boolean
  readonly jobs: number
  readonly verbose: boolean
  readonly quiet: boolean
  readonly reporter: string[] | undefined
}

/** What is worth trying after a case passed: faults that nobody wrote down; after those all that there is for this target. */
function nextStep({ scenario, seed, ...parts }: AskedCase, target: readonly string[]): string {
  const settings = { ...settingsOf({ scenario, ...parts }), variant: 'storm' as const }
  if (parts.variant !== 'storm')
    return commandLine(['simulate', scenario, ...flagWords(settings), ...(seed === 1 ? [] : ['--seed', String(seed)]), ...target])
  return commandLine(['simulate', '--all', ...flagWords(settings), '--seeds', '1-20', ...target])
}

function flagWords({ variant, size, dedupe, identifiers }: CaseSettings): readonly string[] {
  return [
    ...(variant === undefined || variant === 'faulty' ? [] : ['--variant', variant]),
    ...(size === undefined || size === 'quick' ? [] : ['--size', size]),
    ...(dedupe === undefined ? [] : ['--dedupe', dedupe]),
    ...(identifiers === undefined ? [] : ['--identifiers', identifiers]),
  ]
}

/** Of a stored case: only what this version knows too is taken over. */
function settingsOf({ variant, size, dedupe, identifiers }: Omit<AskedCase, 'seed'>): CaseSettings {
  return {
    variant: variants.find((known) => known === variant) ?? 'faulty',
    size: sizes.find((known) => known === size),
    dedupe: dedupeModes.find((known) => known === dedupe),
    identifiers,
  }
}

function outOfScopeText(names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`Left out, since target.flows covers none of their flows: ${names.join(', ')}.`]
}

/** What is not done to a target that runs already, in a sentence. */
function leftOut(cases: readonly CampaignCase[], target: TargetSettings): readonly string[] {
  const remote = target.url === undefined ? [] : cases.filter((asked) => asked.seed === cases[0]?.seed)
  const kills = new Set(remote.flatMap((asked) => withoutKills(asked.plan(), target).leftOut))
  return kills.size === 0 ? [] : [`Left out, since mfgsync did not start the target and will not kill it: ${[...kills].join(', ')}.`]
}

function heldBackText({ asked, allowed, late_percent }: HeldBack): string {
  return (
    `The machine is busy, and the runs were late for ${late_percent} % of their time: ${allowed} at once for now, instead of up to ` +
    `${asked}. More begin as it allows.\n`
  )
}

/** Ends the reports; gives the exit code. */
function endOf(session: ReportSession, skipped: CampaignResult['skipped'], interrupted: boolean): number {
  const { exitCode } = session.end(
    skipped.map(({ asked, why }) => ({ name: asked.scenario, seed: asked.seed, why })),
    (verdicts) =>
      worstExitCode([
        ...verdicts.map(exitCodeOf),
        ...(skipped.length > 0 ? [exitCodes.unknown] : []),
        ...(interrupted ? [exitCodes.interrupted] : []),
      ]),
  )
  return exitCode
}

/** Round after round: what did not pass, or all of it, again after each change. */
async function watched(
  module: string | undefined,
  cases: readonly CampaignCase[],
  round: (asked: readonly CampaignCase[]) => Promise<readonly CampaignCase[]>,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  if (module === undefined)
    throw new UserError('--watch needs a target in process.', 'Give --target-module, or target.module in the config.')
  for (let asked = cases; ;) {
    // From here on nothing is missed: the next round begins with what changes during this one.
    const change = changed(module, signal)
    const odd = await round(asked)
    asked = odd.length > 0 ? odd : cases
    if (!signal.aborted) say(`\nWaiting for a change of the target; then ${count(asked.length, 'run')} again. Ctrl+C ends it.\n`)
    if (!(await change)) return
  }
}
