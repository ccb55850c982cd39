import { join } from 'node:path'
import { onLeave } from '../cli/leaving.js'
import { runOnDisk } from '../report/stored-run.js'
import { realClock } from '../sim/clock.js'
import { shownPath } from '../words/shell.js'
import { editText } from './editor.js'
import { holding } from './holding.js'
import { liveRun, type Telling } from './live-run.js'
import type { LookingFlags, LookingOn, LookingPlace } from './looking.js'

/** Looks on while several runs go on at once: at their table, and at one of them. */
export async function severalDrawn(flags: LookingFlags, { screen, out, runs, tool }: LookingPlace): Promise<LookingOn> {
  const { BoardView } = await import('../ui/board.js')
  const held = holding(screen)
  const clock = realClock()
  const telling = new Map<string, Telling>()
  const nothing: Telling = { outstanding: () => 0 }
  const view = new BoardView(
    { ...screen, screenReader: false, fps: flags.fps, clock, command: ['mfgsync', 'view', shownPath(out)], start: {}, edit: editText },
    {
      runOf: (id) => liveRun(join(out, id), '', telling.get(id) ?? nothing, clock),
      onInterrupt: () => void process.emit('SIGINT'),
      total: runs,
    },
    process,
  )
  const left = onLeave(() => {
    view.close()
    held.release()
  })
  const { session } = view
  return {
    screen: held.screen,
    observer: (reports) => ({
      ...reports,
      begin: (run) => {
        const { scenario, variant, seed } = run.plan
        telling.set(run.id, { outstanding: () => run.outstanding(), awaited: () => run.awaited() })
        session.begin({ id: run.id, scenario: scenario.name, variant, seed, outstanding: () => run.outstanding() })
        reports.begin(run)
      },
      record: (record, run) => {
        reports.record(record, run)
        session.take(record, run.id)
      },
      judged: (run) => {
        reports.judged(run)
        const { judgement, files, asked } = run
        const { verdict, why, facts, duration_ms } = judgement
        telling.delete(judgement.header.run)
        session.ended(
          judgement.header.run,
          { verdict, text: verdict === 'pass' ? '' : why, facts, duration_ms },
          {
            command: ['mfgsync', 'view', shownPath(files.dir)],
            // Read and judged again when somebody looks: a judgement of each run would be kept until the end otherwise.
            open: () => runOnDisk({ journal: files.journal, targetLog: files.targetLog, reproduce: { command: asked.reproduce }, tool }),
          },
        )
      },
    }),
    say: (text) => {
      held.screen.error(text)
      session.note(text.trim())
    },
    finish: async () => {
      const command = await view.finish(flags.ui === true)
      left()
      held.release()
      if (command !== undefined) screen.write(`\n${command}\n`)
    },
  }
}
