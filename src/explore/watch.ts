import { watch } from 'node:fs'
import { dirname } from 'node:path'
import { realClock } from '../sim/clock.js'
import type { CampaignCase } from './plan-cases.js'
import type { FinishedRun } from './campaign.js'

/** Editors write a file in several steps: what comes this close together is one change. */
const togetherMs = 60
const notTheTargets = /(^|[\\/])(node_modules|\.git|\.mfgsync)([\\/]|$)/

/** Resolves when a file beside a module, or below its folder, has changed; false if the signal was given first. */
export function changed(module: string, signal: AbortSignal): Promise<boolean> {
  const clock = realClock()
  return new Promise((resolve) => {
    let cancel: () => void = () => undefined
    const watcher = watch(dirname(module), { recursive: true }, (_event, file) => {
      if (file !== null && notTheTargets.test(file)) return
      cancel()
      cancel = clock.setTimer(togetherMs, () => end(true))
    })
    const end = (has: boolean): void => {
      cancel()
      watcher.close()
      signal.removeEventListener('abort', stop)
      resolve(has)
    }
    const stop = (): void => end(false)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })
}

/** The cases of the runs that did not pass, but for those whose failures are known. */
export function oddOf(
  finished: readonly FinishedRun[],
  isKnown: (asked: CampaignCase, judgement: FinishedRun['judgement']) => boolean,
): readonly CampaignCase[] {
  return finished.filter(({ asked, judgement }) => judgement.verdict !== 'pass' && !isKnown(asked, judgement)).map((run) => run.asked)
}
