import type { Evidence } from '../../journal/evidence.js'
import type { JournalRecord } from '../../journal/records.js'
import { Collector } from '../collector.js'
import type { Heard, Judge, Outcome } from '../contract.js'
import { FaultTrail } from './trail.js'
import { EffectWords } from './words.js'

/** What a check has at hand when it looks at a whole journal. */
export interface Scene {
  readonly evidence: Evidence
  /** Violations: all that is put here is in the outcome. */
  readonly found: Collector
  /** Faults that fired, for witnesses. */
  readonly faults: FaultTrail
  readonly words: EffectWords
}

/** What there is to say beyond violations and how much was judged; a number is how much was judged. */
type Judged = number | Partial<Omit<Outcome, 'violations'>> | undefined

/** What a check takes in on the way. */
interface Listener {
  readonly hears: readonly Heard[]
  on(record: JournalRecord): unknown
}

const deaf: Listener = { hears: [], on: () => undefined }

/** For a check that looks at the end of a journal: `judged` fills `found`. */
export function atEnd(judged: (scene: Scene) => Judged | void): (evidence: Evidence) => Judge {
  return afterHearing(() => deaf, judged)
}

/** The same with what was heard on the way at hand. */
export function afterHearing<L extends Listener>(
  listen: (evidence: Evidence) => L,
  judged: (scene: Scene, heard: L) => Judged | void,
): (evidence: Evidence) => Judge {
  return (evidence) => {
    const faults = new FaultTrail()
    const heard = listen(evidence)
    return {
      hears: ['fault.fired', ...heard.hears],
      on(record) {
        faults.on(record)
        heard.on(record)
      },
      end() {
        const found = new Collector()
        const said = judged({ evidence, found, faults, words: new EffectWords(evidence.header.plan) }, heard)
        const { following } = found
        return {
          judged: found.judged,
          ...(typeof said === 'number' ? { judged: said } : said),
          violations: found.done(),
          ...(following && { following }),
        }
      },
    }
  }
}
