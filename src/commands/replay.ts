import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { resolve } from 'node:path'
import { withTargetBehind } from '../cli/target-behind.js'
import { BaseCommand } from '../cli/base-command.js'
import { defaultRunsFolder } from '../cli/config.js'
import { exitCodeOf, exitCodes, worstExitCode } from '../cli/exit-codes.js'
import { viewFlags } from '../cli/view-flags.js'
import { withStored } from '../cli/stored-file.js'
import { caseOf } from '../cli/stored-runs.js'
import { listenForInterrupts } from '../cli/interrupts.js'
import { replayTarget } from '../cli/replay-target.js'
import { commandLine, saidFirst, targetFlags, targetWords } from '../cli/target-choice.js'
import { runCampaign } from '../explore/campaign.js'
import { readCase } from '../explore/case-file.js'
import { leftBehind } from '../explore/left-behind.js'
import type { CampaignCase } from '../explore/plan-cases.js'
import { replayOutcome, replayWords, type ReplayOutcome } from '../explore/replay.js'
import { lookOn } from '../look/look-on.js'
import { openReporters } from '../report/open.js'
import { ReportSession } from '../report/session.js'
import { countdown, hooksMs, killAllNow, patienceMs } from '../sim/index.js'
import { list } from '../words/lists.js'
import { shownPath } from '../words/shell.js'

/** Runs a stored case again, storm's draws included, and says what that means beside how it ended before. */
export class Replay extends BaseCommand {
  static override summary = `Run a stored case again: ${list(replayWords, 'or')}.`
  static override description =
    'The case holds the whole plan. The target is what the command line or the config names, as for simulate. A case is data: what it ' +
    'names itself is run only with --trust-case, or if it is a demo.'
  static override examples = ['<%= config.bin %> replay .mfgsync/20261123-101500-mes-confirmation-burst-faulty-s1/case.json']
  static override args = { case: Args.string({ required: true, description: 'case.json of a run, or its folder.' }) }
  static override flags = {
    runs: Flags.integer({
      char: 'n',
      min: 1,
      max: 1_000,
      default: 1,
      helpValue: 'n',
      description: 'How often: with more than one, a mixed outcome is FLAKY.',
    }),
    out: Flags.string({ description: 'Folder for journals, cases and logs; .mfgsync, or what the config says.', helpValue: 'folder' }),
    'trust-case': Flags.boolean({
      description: 'Run the target that the case names, in the folder where it ran. It is shown. Only for cases of your own.',
      helpGroup: 'TARGET',
    }),
    ui: Flags.boolean({
      description: 'The interactive view of the run, as simulate shows it.',
      default: false,
      allowNo: true,
      helpGroup: 'VIEW',
    }),
    ...viewFlags,
    verbose: Flags.boolean({ description: 'One line per message, and every check by itself.' }),
    ...targetFlags,
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Replay, withTargetBehind(this.argv))
    const stored = readCase(caseOf(args.case))
    const chosen = await replayTarget(stored.invocation, flags, process.cwd())
    const out = resolve(flags.out ?? chosen.out ?? defaultRunsFolder)
    const screen = this.screenFor(flags)
    for (const sentence of [...saidFirst(chosen), ...(await leftBehind(chosen.target))]) screen.error(`${sentence}\n`)
    const looking = await lookOn(
      { ...flags, quiet: false, watch: false, jobs: 1, module: chosen.target.module },
      { screen, out, runs: flags.runs, tool: this.tool },
    )
    const session = new ReportSession(
      openReporters(this.reporterSpecs(undefined, ['lines']), {
        screen: looking.screen,
        out,
        tool: this.tool,
        several: flags.runs > 1,
        verbose: flags.verbose,
        stdout: this.stdout,
      }),
    )
    const interrupts = listenForInterrupts({ killAllNow, countdown, say: (text) => looking.say(text), hooks_ms: hooksMs(chosen.target) })
    const asked: CampaignCase = {
      identity: stored.plan.scenario.name,
      parts: { scenario: stored.plan.scenario.name, variant: stored.plan.variant, size: stored.plan.size, seed: stored.plan.seed },
      hash: stored.plan.scenario.hash,
      exercises: stored.plan.checks,
      scenario: stored.plan.scenario.name,
      seed: stored.plan.seed,
      plan: () => stored.plan,
      reproduce: commandLine(['replay', args.case, ...targetWords(chosen)]),
    }
    const { finished } = await withStored(args.case, () =>
      runCampaign({
        cases: Array.from({ length: flags.runs }, () => asked),
        target: chosen.target,
        network: chosen.network,
        invocation: { flags: chosen.flags, cwd: process.cwd() },
        out,
        tool: this.tool,
        jobs: 1,
        signal: interrupts.signal,
        observer: looking.observer(
          session.observer({ label: chosen.target.label, patience_ms: patienceMs(chosen.target) }, shownPath, (path) =>
            commandLine(['replay', path, ...targetWords(chosen)]),
          ),
        ),
      }),
    )
    await looking.finish()
    interrupts.dispose()
    session.end([], (verdicts) => worstExitCode(verdicts.map(exitCodeOf)))
    if (interrupts.signal.aborted) {
      process.exitCode = exitCodes.interrupted
      return { outcome: null, report: this.reported() }
    }
    const outcome = replayOutcome(
      finished.map((run) => run.judgement),
      stored.verdict,
    )
    screen.write(`\n${outcome.word}  ${outcome.why}\n`)
    process.exitCode = codes[outcome.word]
    return { outcome, report: this.reported() }
  }
}

const codes: Readonly<Record<ReplayOutcome['word'], number>> = {
  FIXED: exitCodes.pass,
  'PASSED AGAIN': exitCodes.pass,
  PASSED: exitCodes.pass,
  FAILED: exitCodes.fail,
  FLAKY: exitCodes.fail,
  'NOT FIRED': exitCodes.unknown,
  UNDECIDED: exitCodes.unknown,
  ERROR: exitCodes.setUp,
}
