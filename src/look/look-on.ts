import { join } from 'node:path'
import { onLeave } from '../cli/leaving.js'
import { lookingAs } from '../cli/view-flags.js'
import { readJournal } from '../journal/reader.js'
import type { JournalRecord } from '../journal/records.js'
import { runOnDisk } from '../report/stored-run.js'
import { realClock } from '../sim/clock.js'
import type { ViewOptions } from '../ui/contract.js'
import { shownPath } from '../words/shell.js'
import { editText } from './editor.js'
import { holding } from './holding.js'
import { liveRun, type Telling } from './live-run.js'
import type { LookingFlags, LookingOn, LookingPlace } from './looking.js'
import { severalDrawn } from './several.js'

/** Whether lines are what is wanted, where nobody says: a run on the virtual clock is over before it could be seen. */
function isForLines({ reporter, verbose, quiet, watch, module }: LookingFlags): boolean {
  return reporter !== undefined || verbose || quiet || watch || module !== undefined
}

/** Looks on as asked: at a picture on a terminal, in sentences for a screen reader, or not at all. */
export async function lookOn(flags: LookingFlags, place: LookingPlace): Promise<LookingOn> {
  const { screen } = place
  const asked = flags.ui ?? (isForLines(flags) ? false : undefined)
  const as = lookingAs(screen, process.stdin, { asked, spoken: flags['screen-reader'] })
  if (as === 'lines') return { screen, observer: (reports) => reports, say: (text) => screen.error(text), finish: async () => undefined }
  if (as === 'sentences') return spoken(place)
  return flags.jobs > 1 && place.runs > 1 ? severalDrawn(flags, place) : drawn(flags, place)
}

async function drawn(flags: LookingFlags, { screen, out, runs, tool }: LookingPlace): Promise<LookingOn> {
  const { LiveView } = await import('../ui/live.js')
  const held = holding(screen)
  const clock = realClock()
  const options: ViewOptions = {
    ...screen,
    screenReader: false,
    fps: flags.fps,
    clock,
    command: ['mfgsync', 'view', shownPath(out)],
    start: {},
    edit: editText,
  }
  let begun = 0
  const telling = new Map<string, Telling>()
  const nothing: Telling = { outstanding: () => 0 }
  const view = new LiveView(options, {
    terminal: process,
    runOf: (id) => liveRun(join(out, id), runs > 1 ? `run ${begun} of ${runs}` : '', telling.get(id) ?? nothing, clock),
    onInterrupt: () => void process.emit('SIGINT'),
  })
  const left = onLeave(() => {
    view.close()
    held.release()
  })
  return {
    screen: held.screen,
    observer: (reports) => ({
      ...reports,
      begin: (run) => {
        begun += 1
        telling.set(run.id, { outstanding: () => run.outstanding(), awaited: () => run.awaited() })
        reports.begin(run)
      },
      record: (record, run) => {
        reports.record(record, run)
        view.record(record, run.id)
      },
      judged: (run) => {
        reports.judged(run)
        const { judgement, files, asked } = run
        const stored = runOnDisk({
          journal: files.journal,
          targetLog: files.targetLog,
          reproduce: { command: asked.reproduce },
          judge: async () => judgement,
          tool,
        })
        view.judged(stored, judgement, ['mfgsync', 'view', shownPath(files.dir)])
      },
    }),
    say: (text) => {
      held.screen.error(text)
      view.note(text)
    },
    finish: async () => {
      const command = await view.finish(flags.ui === true)
      left()
      held.release()
      if (command !== undefined) screen.write(`\n${command}\n`)
    },
  }
}

async function spoken({ screen, out }: LookingPlace): Promise<LookingOn> {
  const { Speaker } = await import('../ui/plain.js')
  const speakers = new Map<string, InstanceType<typeof Speaker>>()
  const speakerOf = (id: string): InstanceType<typeof Speaker> => {
    const known = speakers.get(id)
    const speaker = known ?? new Speaker(readJournal(join(out, id, 'journal.jsonl')).header, (text) => screen.write(text))
    speakers.set(id, speaker)
    return speaker
  }
  return {
    screen,
    // The sentences of a run stand for its progress; what reporters say of its end stays.
    observer: (reports) => ({
      ...reports,

      record: (record: JournalRecord, run) => speakerOf(run.id).take(record),
      judged: (run) => {
        speakers.clear()
        reports.judged(run)
      },
    }),
    say: (text) => screen.error(text),
    finish: async () => undefined,
  }
}
