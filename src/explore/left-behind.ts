import { endOrphans, orphans, pause, type Orphan, type TargetSettings } from '../sim/index.js'
import { count, cut, list } from '../words/lists.js'

/** A watcher that is just ending them needs less. */
const settle_ms = 1_000
const look_ms = 100
/** What one that is being ended starts meanwhile is ended too. */
const rounds = 3
const named_count_max = 3
const command_chars_max = 60

/** A sentence, if processes that earlier runs started are still there: they may hold a port, and post what nobody expects. */
export async function leftBehind({ start }: TargetSettings): Promise<readonly string[]> {
  if (!start || !('command' in start)) return []
  const found = await settled()
  if (found.length === 0) return []
  const named = found.slice(0, named_count_max).map(({ pid, command }) => `${pid} (${cut(command, command_chars_max)})`)
  const rest = found.length - named.length
  const [are, them] = found.length === 1 ? ['is', 'it'] : ['are', 'them']
  return [
    `${count(found.length, 'process', 'processes')} of an earlier run ${are} still there: ` +
      `${list(rest > 0 ? [...named, `${rest} more`] : named)}. mfgsync doctor --clean ends ${them}.`,
  ]
}

export interface Cleaned {
  readonly found: readonly Orphan[]
  /** Those that are still there. */
  readonly left: readonly Orphan[]
}

/**
 * Ends what earlier runs left.
 * @param say tells of what was found, before anything is ended.
 */
export async function cleanUp(say: (found: readonly Orphan[]) => void): Promise<Cleaned> {
  const all: Orphan[] = []
  for (let round = 0; round < rounds; round += 1) {
    const found = (await settled()).filter(({ pid }) => round === 0 || !all.some((known) => known.pid === pid))
    if (round === 0 || found.length > 0) say(found)
    all.push(...found)
    const left = await endOrphans(found)
    if (found.length === 0 || left.length > 0) return { found: all, left }
  }
  return { found: all, left: orphans() }
}

/** What stays: one whose mfgsync has just ended may be about to go. */
async function settled(): Promise<readonly Orphan[]> {
  let found = orphans()
  for (let waited = 0; found.length > 0 && waited < settle_ms; waited += look_ms) {
    await pause(look_ms)
    found = orphans()
  }
  return found
}
