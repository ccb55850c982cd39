import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Judgement } from '../checks/judgement.js'
import { onLeave } from '../cli/leaving.js'
import type { Screen } from '../cli/screen.js'
import { lookingAs } from '../cli/view-flags.js'
import { judgeAsIfAtRest } from '../explore/serve.js'
import { readJournal } from '../journal/reader.js'
import type { JournalRecord } from '../journal/records.js'
import type { SessionObserver } from '../report/session.js'
import { runOnDisk } from '../report/stored-run.js'
import { logOf } from '../report/target-log.js'
import { realClock } from '../sim/clock.js'
import type { LiveRun, ViewOptions } from '../ui/contract.js'
import { shownPath } from '../words/shell.js'
import { editText } from './editor.js'

/** What somebody asked for. */
export interface LookingFlags {
  /** `--ui`, `--no-ui`; where neither is said, the terminal decides. */
  readonly ui?: boolean | undefined
  readonly fps: number
  readonly 'screen-reader': boolean
  readonly reporter?: readonly string[] | undefined
  readonly verbose: boolean
  readonly quiet: boolean
  readonly watch: boolean
  readonly jobs: number
  /** The module of a target in process. */
  readonly module: string | undefined
}

/**
 * Whether lines are what is wanted, where nobody says: runs at once cannot all be shown, and one on the virtual clock is over before it
 * could be seen.
 */
function isForLines({ reporter, verbose, quiet, watch, jobs, module }: LookingFlags): boolean {
  return reporter !== undefined || verbose || quiet || watch || jobs > 1 || module !== undefined
}

export interface LookingPlace {
  readonly screen: Screen
  /** Folder of the runs. */
  readonly out: string
  readonly runs: number
  /** Name and version of the product. */
  readonly tool: string
}

/** Somebody who looks on while runs go on; or nobody. */
export interface LookingOn {
  /** Where reporters write: what they write while a picture is drawn is held back until that is taken away. */
  readonly screen: Screen
  observer(reports: SessionObserver): SessionObserver
  say(text: string): void
  /** No run comes any more: whoever still looks goes on looking until he leaves. */
  finish(): Promise<void>
}

/** A run that goes on is judged so often that it takes at most this part of the time. */
const judgingShare = 0.03
/** Larger journals are judged at their end alone. */
const judgedLive_bytes_max = 8 * 1024 * 1024
const logTail_bytes = 16 * 1024

/** Looks on as asked: at a picture on a terminal, in sentences for a screen reader, or not at all. */
export async function lookOn(flags: LookingFlags, place: LookingPlace): Promise<LookingOn> {
  const { screen } = place
  const asked = flags.ui ?? (isForLines(flags) ? false : undefined)
  const as = lookingAs(screen, process.stdin, { asked, spoken: flags['screen-reader'] })
  if (as === 'lines') return { screen, observer: (reports) => reports, say: (text) => screen.error(text), finish: async () => undefined }
  return as === 'picture' ? drawn(flags, place) : spoken(place)
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
  const outstanding = new Map<string, () => number>()
  const view = new LiveView(options, {
    terminal: process,
    runOf: (id) => liveRun(join(out, id), runs > 1 ? `run ${begun} of ${runs}` : '', outstanding.get(id) ?? (() => 0), clock),
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
        outstanding.set(run.id, () => run.outstanding())
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

function liveRun(dir: string, place: string, outstanding: () => number, clock: { now(): number }): LiveRun {
  const journal = join(dir, 'journal.jsonl')
  const { header } = readJournal(journal)
  let next = 0
  const standing = (): Judgement | undefined => {
    const begun = clock.now()
    if (begun < next || statSync(journal).size > judgedLive_bytes_max) return undefined
    // What is not written whole yet ends it.
    const judged = judgeAsIfAtRest(header, readJournal(journal).records())
    next = begun + (clock.now() - begun) / judgingShare
    return judged
  }
  const records = (): Iterable<JournalRecord> => readJournal(journal).records()
  return { header, place, records, outstanding, standing, log: () => logOf(join(dir, 'target.log'), logTail_bytes) }
}

/** A screen whose words wait. */
function holding(screen: Screen): { readonly screen: Screen; release(): void } {
  const held: (() => void)[] = []
  let isHeld = true
  const later = (say: (text: string) => void) => (text: string) => {
    if (isHeld) held.push(() => say(text))
    else say(text)
  }
  return {
    screen: { ...screen, write: later((text) => screen.write(text)), error: later((text) => screen.error(text)) },
    release: () => {
      isHeld = false
      for (const say of held.splice(0)) say()
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
