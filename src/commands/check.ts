import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { dirname } from 'node:path'
import { judgeJournal } from '../checks/judge.js'
import { workOn } from '../journal/long-work.js'
import type { Takes } from '../cli/where-it-belongs.js'
import { BaseCommand } from '../cli/base-command.js'
import { exitCodeOf, worstExitCode } from '../cli/exit-codes.js'
import { journalOf } from '../cli/stored-runs.js'
import { withStored } from '../cli/stored-file.js'
import { commandLine } from '../cli/target-choice.js'
import { reporterFlag } from '../cli/report-flags.js'
import { reporterNames } from '../report/index.js'
import { openReporters } from '../report/open.js'
import { ReportSession } from '../report/session.js'
import { reproduceOf } from '../report/stored-run.js'
import { shownPath } from '../words/shell.js'

/** Judges a stored journal again: the same verdicts, from the file alone. */
export class CheckCommand extends BaseCommand {
  static override summary = 'Judge a stored journal again, from the file alone.'
  static override description =
    'A journal that was cut off is judged as far as it goes: what must never happen is judged, what ' +
    'must have happened by the end is unknown.'
  static override examples = ['<%= config.bin %> check .mfgsync/20261123-101500-mes-confirmation-burst-faulty-s1/journal.jsonl']
  static override args = { journal: Args.string({ required: true, description: 'journal.jsonl of a run, or the folder of the run.' }) }
  static override flags = {
    reporter: reporterFlag(reporterNames),
    verbose: Flags.boolean({ description: 'Every check by itself.', exclusive: ['quiet'] }),
    quiet: Flags.boolean({ char: 'q', description: 'The verdict only.' }),
  }

  override takes(): Takes {
    return { reporter: reporterNames }
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(CheckCommand)
    const path = journalOf(args.journal)
    process.exitCode = await withStored(args.journal, () => {
      const judgement = workOn(path, () => judgeJournal(path))
      const screen = this.screenFor(flags)
      const session = new ReportSession(
        openReporters(this.reporterSpecs(flags.reporter, ['lines']), {
          screen,
          out: dirname(path),
          tool: this.tool,
          stdout: this.stdout,
          verbose: flags.verbose,
          quiet: flags.quiet,
          reads: [path],
        }),
      )
      session.run({
        judgement,
        files: { dir: shownPath(dirname(path)), journal: shownPath(path) },
        reproduce: reproduceOf(path, commandLine(['check', args.journal]), (file) => commandLine(['replay', shownPath(file)])),
        look: commandLine(['view', args.journal]),
      })
      return session.end([], (verdicts) => worstExitCode(verdicts.map(exitCodeOf))).exitCode
    })
    return this.reported()
  }
}
