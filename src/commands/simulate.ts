import * as Flags from '@oclif/core/flags'
import { resolve } from 'node:path'
import { BaseCommand } from '../cli/base-command.js'
import type { Screen } from '../cli/screen.js'
import { defaultRunsFolder } from '../cli/config.js'
import { UserError } from '../cli/errors.js'
import { exitCodeOf, exitCodes, worstExitCode } from '../cli/exit-codes.js'
import { listenForInterrupts } from '../cli/interrupts.js'
import { millisecondsOf, parseSeeds } from '../cli/ranges.js'
import { chooseTarget, commandLine, saidFirst, targetFlags, targetWords } from '../cli/target-choice.js'
import { viewFlags } from '../cli/view-flags.js'
import { runCampaign, type CampaignResult, type FinishedRun, type HeldBack } from '../explore/campaign.js'
import { changed, oddOf } from '../explore/watch.js'
import { planCases, type CampaignCase } from '../explore/plan-cases.js'
import { scopeProblem, withoutKills } from '../explore/scope.js'
import { reporterNames } from '../report/index.js'
import { lookOn } from '../look/look-on.js'
import { openReporters, type OpenOptions } from '../report/open.js'
import { ReportSession } from '../report/session.js'
import { sizes, variants, type Size, type Variant } from '../scenario/plan.js'
import { makeFolder } from '../sim/folder.js'
import { killAllNow, patienceMs, type TargetSettings } from '../sim/index.js'
import { identifierProfiles } from '../scenario/index.js'
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
    seed: Flags.integer({ min: 0, description: 'Decides data and faults.', exclusive: ['seeds'] }),
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
    tag: Flags.string({ multiple: true, description: 'All shipped scenarios with this tag.' }),
    jobs: Flags.integer({
      char: 'j',
      min: 1,
      max: 64,
      default: 1,
      description: 'Runs at once, at most: fewer while the machine is too busy for so many.',
    }),
    'time-budget': Flags.string({
      description: 'No run begins after this long; what was skipped is listed, and the exit code is 3.',
      helpValue: 'duration',
    }),
    'strict-scope': Flags.boolean({ description: 'Fail if the target leaves any flow of a scenario to a stand-in.' }),
    'print-plan': Flags.boolean({ description: 'Print the plan as JSON, every default written out, and run nothing.' }),
    reporter: Flags.string({
      char: 'r',
      multiple: true,
      description: `Any of ${reporterNames.join(', ')}, by comma; NAME=FILE writes to a file.`,
      helpValue: 'names',
    }),
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
    ...targetFlags,
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Simulate)
    const scenarios = argv.map(String)
    if (scenarios.length === 0 && !flags.all && !flags.tag) {
      throw new UserError(
        'No scenario is named.',
        'Give one, such as mfgsync simulate hello-confirmation, or --all. mfgsync scenarios list shows them.',
      )
    }
    const chosen = await chooseTarget(flags, process.cwd())
    const cases = planCases({
      scenarios,
      all: flags.all,
      tags: flags.tag,
      variant: flags.variant,
      size: flags.size,
      dedupe: flags.dedupe,
      identifiers: flags.identifiers,
      covers: chosen.target.flows,
      seeds: flags.seeds === undefined ? [flags.seed ?? 1] : parseSeeds(flags.seeds),
      commandOf: (scenario, seed) =>
        commandLine(['simulate', scenario, ...this.#flagWords(flags), '--seed', String(seed), ...chosen.words]),
    })
    if (flags['print-plan']) return this.#print(cases)
    const problem = scopeProblem(cases, chosen.target, flags['strict-scope'])
    if (problem !== undefined) throw new UserError(problem)
    const time_budget_ms = flags['time-budget'] === undefined ? undefined : millisecondsOf(flags['time-budget'], '--time-budget')
    const screen = this.screenFor(flags)
    const out = resolve(flags.out ?? chosen.out ?? defaultRunsFolder)
    makeFolder(out)
    for (const sentence of [...saidFirst(chosen), ...leftOut(cases, chosen.target)]) screen.error(`${sentence}\n`)
    const ui = flags.ui ?? (isForLines(flags, chosen.target) ? false : undefined)
    const looking = await lookOn({ ...flags, ui }, { screen, out, runs: cases.length })
    const interrupts = listenForInterrupts(killAllNow, (text) => looking.say(text))
    const round = async (asked: readonly CampaignCase[]): Promise<readonly FinishedRun[]> => {
      const session = new ReportSession(openReporters(flags.reporter ?? ['lines'], this.#reporting(flags, looking.screen, out)))
      const { finished, skipped } = await runCampaign({
        cases: asked,
        target: chosen.target,
        network: chosen.network,
        invocation: { flags: chosen.flags, cwd: process.cwd() },
        out,
        tool: this.tool,
        jobs: flags.jobs,
        time_budget_ms,
        signal: interrupts.signal,
        observer: {
          ...looking.observer(
            session.observer({ label: chosen.target.label, patience_ms: patienceMs(chosen.target) }, shownPath, (path) =>
              commandLine(['replay', path, ...targetWords(chosen)]),
            ),
          ),
          heldBack: (how) => looking.say(heldBackText(how)),
        },
      })
      await looking.finish()
      process.exitCode = endOf(session, skipped, interrupts.signal.aborted)
      return finished
    }
    if (flags.watch) await watched(chosen.target.module, cases, round, interrupts.signal, (text) => screen.write(text))
    else await round(cases)
    if (chosen.notYours) screen.error(`${chosen.notYours.last}\n`)
    interrupts.dispose()
  }

  #reporting(
    flags: { readonly verbose: boolean; readonly quiet: boolean; readonly jobs: number },
    screen: Screen,
    out: string,
  ): OpenOptions {
    const { verbose, quiet, jobs } = flags
    return { screen, out, tool: this.tool, verbose, quiet, interleaved: jobs > 1 }
  }

  #flagWords(flags: {
    readonly variant: Variant
    readonly size: Size
    readonly dedupe?: DedupeMode | undefined
    readonly identifiers?: string | undefined
  }): readonly string[] {
    return [
      ...(flags.variant === 'faulty' ? [] : ['--variant', flags.variant]),
      ...(flags.size === 'quick' ? [] : ['--size', flags.size]),
      ...(flags.dedupe === undefined ? [] : ['--dedupe', flags.dedupe]),
      ...(flags.identifiers === undefined ? [] : ['--identifiers', flags.identifiers]),
    ]
  }

  #print(cases: readonly CampaignCase[]): void {
    const plans = cases.map((asked) => asked.plan())
    process.stdout.write(`${JSON.stringify(plans.length === 1 ? plans[0] : plans, null, 2)}\n`)
  }
}

/**
 * Whether lines are what is wanted, where nobody says: runs at once cannot all be shown, and one on the virtual clock is over before it
 * could be seen.
 */
function isForLines(
  flags: {
    readonly reporter?: readonly string[] | undefined
    readonly verbose: boolean
    readonly quiet: boolean
    readonly watch: boolean
    readonly jobs: number
  },
  { module }: TargetSettings,
): boolean {
  return flags.reporter !== undefined || flags.verbose || flags.quiet || flags.watch || flags.jobs > 1 || module !== undefined
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
  round: (asked: readonly CampaignCase[]) => Promise<readonly FinishedRun[]>,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  if (module === undefined)
    throw new UserError('--watch needs a target in process.', 'Give --target-module, or target.module in the config.')
  for (let asked = cases; ;) {
    // From here on nothing is missed: the next round begins with what changes during this one.
    const change = changed(module, signal)
    const odd = oddOf(await round(asked))
    asked = odd.length > 0 ? odd : cases
    if (!signal.aborted) say(`\nWaiting for a change of the target; then ${count(asked.length, 'run')} again. Ctrl+C ends it.\n`)
    if (!(await change)) return
  }
}
