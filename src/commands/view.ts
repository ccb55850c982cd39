import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { statSync } from 'node:fs'
import { BaseCommand } from '../cli/base-command.js'
import { defaultRunsFolder } from '../cli/config.js'
import { onLeave } from '../cli/leaving.js'
import { storedRuns } from '../cli/stored-runs.js'
import { commandLine } from '../cli/target-choice.js'
import { filterOf, lanesOf, lookFlags, lookingAs, placeOf, viewFlags, windowOf } from '../cli/view-flags.js'
import { judgeAside } from '../explore/judge-aside.js'
import { targetLane } from '../journal/timeline/index.js'
import { editText } from '../look/editor.js'
import { reproduceOf, runOnDisk, type RunOnDisk } from '../report/stored-run.js'
import { realClock } from '../sim/clock.js'
import type { ViewStart } from '../ui/contract.js'
import { shownPath } from '../words/shell.js'

/** From here on a journal is judged on a thread of its own, so that the view answers meanwhile. */
const asideFrom_bytes = 24 * 1024 * 1024

/** The event flow of a stored run, to look at. */
export class View extends BaseCommand {
  static override summary = 'Look at a stored run: its messages, ledgers, faults and verdicts, at any moment.'
  static override description =
    'On a terminal an interactive view (? shows its keys); elsewhere, in CI and with --no-ui a line per event. Verdicts and explanations ' +
    'are those of mfgsync check.'
  static override examples = [
    '<%= config.bin %> view .mfgsync/20261123-101500-mes-confirmation-burst-faulty-s1',
    '<%= config.bin %> view .mfgsync/20261123-101500-mes-confirmation-burst-faulty-s1/journal.jsonl --at 118 --only erp,target',
  ]
  static override args = {
    run: Args.string({ default: defaultRunsFolder, description: 'Journal, case or folder of a run; of a folder of runs the newest.' }),
  }
  static override flags = {
    ui: Flags.boolean({ description: 'The interactive view; --no-ui for lines.', allowNo: true, helpGroup: 'VIEW' }),
    ...lookFlags,
    ...viewFlags,
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(View)
    const screen = this.screenFor(flags)
    const as = lookingAs(screen, process.stdin, { asked: flags.ui, spoken: flags['screen-reader'] })
    const { journal, targetLog } = storedRuns(args.run).at(-1) ?? { journal: args.run }
    const short = shownPath(journal)
    const run = runOnDisk({
      journal,
      targetLog,
      reproduce: reproduceOf(journal, commandLine(['check', short]), (path) => commandLine(['replay', shownPath(path)])),
      tool: this.tool,
      ...(statSync(journal).size >= asideFrom_bytes && { judge: () => judgeAside(journal) }),
    })
    const lanes = [targetLane, ...run.header.words.systems.map(({ name }) => name)]
    const at = placeOf(flags.at)
    const only = lanesOf(flags.only, lanes)
    const window = windowOf(flags.window)
    const filter = filterOf(flags.filter)
    const start: ViewStart = { only, ...(at && { at }), ...(window && { window }), ...(filter !== undefined && { filter }) }
    const command = ['mfgsync', 'view', short]
    if (as === 'picture') return this.#draw(run, command, start, { ...screen, fps: flags.fps })
    const { printRun, readAloud, summaryOf } = await import('../ui/plain.js')
    if (this.jsonEnabled()) return summaryOf(run, start, command)
    const write = (text: string): void => screen.write(text)
    await (as === 'lines' ? printRun(run, write, start) : readAloud(run, write, start, screen.columns))
    return undefined
  }

  async #draw(
    run: RunOnDisk,
    command: readonly string[],
    start: ViewStart,
    { colors, unicode, fps }: { readonly colors: boolean; readonly unicode: boolean; readonly fps: number },
  ): Promise<void> {
    const { openView } = await import('../ui/open.js')
    const view = openView(run, { colors, unicode, screenReader: false, fps, clock: realClock(), command, start, edit: editText }, process)
    const left = onLeave(() => view.close())
    try {
      await Promise.race([view.session.read(run, start.at), view.session.left])
      const end = await view.session.left
      view.close()
      if (end.command !== undefined) process.stdout.write(`${end.command}\n`)
    } finally {
      left()
    }
  }
}
