import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { resolve } from 'node:path'
import { judgeJournal } from '../checks/judge.js'
import { workOn } from '../journal/long-work.js'
import { BaseCommand } from '../cli/base-command.js'
import { exitCodeOf, exitCodes, worstExitCode } from '../cli/exit-codes.js'
import { storedRuns, type StoredRun } from '../cli/stored-runs.js'
import { commandLine } from '../cli/target-choice.js'
import { reporterFlag } from '../cli/report-flags.js'
import { reporterNames } from '../report/index.js'
import { openReporters } from '../report/open.js'
import { ReportSession } from '../report/session.js'
import { reproduceOf } from '../report/stored-run.js'
import { makeFolder } from '../sim/folder.js'
import { shownPath } from '../words/shell.js'

/** Makes a report of stored runs: judged again, from their journals. */
export class ReportCommand extends BaseCommand {
  static override summary = 'Make a report of stored runs: a page, a diagram to paste, or any other.'
  static override description =
    'The runs are judged again, from their journals alone. The exit code is 0 where the report could be made, whatever it says: mfgsync ' +
    'check gives the code of the verdict.'
  static override examples = [
    '<%= config.bin %> report .mfgsync/20261123-101500-mes-confirmation-burst-faulty-s1',
    '<%= config.bin %> report .mfgsync --reporter html=report.html',
    '<%= config.bin %> report .mfgsync/20261123-101500-mes-confirmation-burst-faulty-s1/journal.jsonl --reporter mermaid',
  ]
  static override args = {
    path: Args.string({ required: true, description: 'A journal, the case or the folder of a run, or a folder of runs.' }),
  }
  static override flags = {
    reporter: reporterFlag(reporterNames, ['html']),
    out: Flags.string({ description: 'Folder for files that have no name of their own; the path, or where it lies.', helpValue: 'folder' }),
    verbose: Flags.boolean({ description: 'Every check by itself.', exclusive: ['quiet'] }),
    quiet: Flags.boolean({ char: 'q', description: 'The verdict only.' }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(ReportCommand)
    const runs = storedRuns(args.path)
    const [first] = runs
    const isFolderOfRuns = runs.length > 1 || first?.dir !== resolve(args.path)
    const folder = isFolderOfRuns && first?.journal !== resolve(args.path) ? resolve(args.path) : (first?.dir ?? '.')
    const out = flags.out === undefined ? folder : resolve(flags.out)
    makeFolder(out)
    const screen = this.screenFor(flags)
    const session = new ReportSession(
      openReporters(this.reporterSpecs(flags.reporter), {
        screen,
        out,
        tool: this.tool,
        stdout: this.stdout,
        verbose: flags.verbose,
        quiet: flags.quiet,
        several: runs.length > 1,
        reads: runs.map(({ journal }) => journal),
        wrote: (path) => screen.error(`Wrote ${shownPath(path)}\n`),
      }),
    )
    for (const run of runs)
      session.run({
        judgement: workOn(run.journal, () => judgeJournal(run.journal)),
        files: shortened(run),
        reproduce: reproduceOf(run.journal, commandLine(['check', shownPath(run.journal)]), (path) =>
          commandLine(['replay', shownPath(path)]),
        ),
      })
    session.end([], (verdicts) => worstExitCode(verdicts.map(exitCodeOf)))
    process.exitCode = exitCodes.pass
    return this.reported()
  }
}

function shortened({ dir, journal, targetLog, ...run }: StoredRun): StoredRun {
  return {
    dir: shownPath(dir),
    journal: shownPath(journal),
    ...(run.case !== undefined && { case: shownPath(run.case) }),
    ...(targetLog !== undefined && { targetLog: shownPath(targetLog) }),
  }
}
