import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { resolve } from 'node:path'
import type { Takes } from '../cli/where-it-belongs.js'
import { BaseCommand } from '../cli/base-command.js'
import { baselineFlags, baselineWanted } from '../cli/baseline-flags.js'
import { exitCodeOf, exitCodes, worstExitCode } from '../cli/exit-codes.js'
import { stepSummaryOf } from '../cli/reporters.js'
import { withStored } from '../cli/stored-file.js'
import { foundConfig, targetFlags } from '../cli/target-choice.js'
import { openBaseline, updateBaseline } from '../explore/baseline-file.js'
import type { Skipped } from '../report/contract.js'
import { reporterFlag } from '../cli/report-flags.js'
import { reporterNames } from '../report/index.js'
import { wholeOf } from '../report/merge.js'
import { openReporters } from '../report/open.js'
import { ReportSession } from '../report/session.js'
import { wallClock } from '../sim/clock.js'

/** Puts the parts of an invocation together: the same reports and the same exit code as one invocation would have given. */
export class Merge extends BaseCommand {
  static override summary = 'Report all shards, or all cells of a matrix, as one: from what the reporter blob wrote in each.'
  static override description =
    'A part that is missing, is there twice, is of other cases or was written by a newer mfgsync is refused by name. The exit code is ' +
    'that of all runs together.'
  static override examples = [
    '<%= config.bin %> simulate --all --shard 2/4 --reporter lines,blob',
    '<%= config.bin %> merge .mfgsync/blob --reporter lines,junit=junit.xml',
  ]
  static override args = { folder: Args.string({ required: true, description: 'Folder with the parts, each where it likes below it.' }) }
  static override flags = {
    reporter: reporterFlag(reporterNames),
    out: Flags.string({ description: 'Folder for files that have no name of their own; the folder with the parts.', helpValue: 'folder' }),
    ...baselineFlags,
    config: targetFlags.config,
    'fail-on-flaky': Flags.boolean({ description: 'Exit with 1 if a case is flaky.' }),
    verbose: Flags.boolean({ description: 'Every check by itself.', exclusive: ['quiet'] }),
    quiet: Flags.boolean({ char: 'q', description: 'Verdicts only.' }),
  }

  override takes(): Takes {
    return { reporter: reporterNames }
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Merge)
    const config = flags.baseline === undefined ? await foundConfig(flags.config, process.cwd()) : undefined
    const wanted = baselineWanted(flags, config?.baseline, wallClock().iso)
    const baseline = wanted && openBaseline(wanted, wallClock().iso)
    const parts = await wholeOf(resolve(args.folder))
    const screen = this.screenFor(flags)
    const reporters = openReporters(this.reporterSpecs(flags.reporter), {
      screen,
      out: resolve(flags.out ?? args.folder),
      tool: this.tool,
      stdout: this.stdout,
      verbose: flags.verbose,
      quiet: flags.quiet,
      several: true,
      reads: parts.map(({ path }) => path),
      stepSummary: stepSummaryOf(process.env),
    })
    const session = new ReportSession(reporters, { failOnFlaky: flags['fail-on-flaky'], baseline })
    const skipped: Skipped[] = []
    for (const part of parts) {
      await withStored(part.path, async () => {
        for await (const run of part.runs()) session.run(run)
      })
      skipped.push(...part.end.skipped)
    }
    // What ended a part early ends the whole as well.
    const cutOff = parts.some(({ end }) => end.exitCode === exitCodes.interrupted) ? [exitCodes.interrupted] : []
    process.exitCode = session.end(skipped, (verdicts) =>
      worstExitCode([...verdicts.map(exitCodeOf), ...(skipped.length > 0 ? [exitCodes.unknown] : []), ...cutOff]),
    ).exitCode
    const written = wanted && baseline && updateBaseline(wanted, baseline)
    if (written !== undefined) screen.error(`${written}\n`)
    return this.reported()
  }
}
