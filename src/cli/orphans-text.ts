import { count, list } from '../words/lists.js'

/** A process that an earlier run left. */
interface Left {
  readonly pid: number
  readonly command: string
  readonly state: string
  readonly harness: number
  readonly by: 'mark' | 'group' | 'descent'
}

const how: Readonly<Record<Left['by'], string>> = { mark: '', group: ', by its group', descent: ', by its parents' }

/** What was found, before anything is done about it. */
export function orphansText(found: readonly Left[]): string {
  if (found.length === 0) return ''
  const pids = Math.max(...found.map(({ pid }) => String(pid).length))
  const lines = found.map(({ pid, command, state, harness, by }) => {
    const place = state === '' ? '' : `, ${state}`
    const of = `of the mfgsync ${harness}, which is gone${place}${how[by]}`
    return `  ${String(pid).padStart(pids)}  ${command}\n  ${' '.repeat(pids)}  ${of}\n`
  })
  return `Left by earlier runs: ${count(found.length, 'process', 'processes')}\n${lines.join('')}`
}

/** What was done. */
export function cleanedText(found: readonly Left[], left: readonly Left[]): string {
  const pids = (of: readonly Left[]): string => list(of.map(({ pid }) => String(pid)))
  const hidden =
    'What changed its session, emptied its environment and outlived its parents could not be found: look for it at the port it holds.'
  if (found.length === 0) return `No process of an earlier run is there. ${hidden}\n`
  const ended = found.filter(({ pid }) => !left.some((each) => each.pid === pid))
  const sentences = [
    ...(ended.length > 0 ? [`Ended: ${pids(ended)}.`] : []),
    ...(left.length > 0 ? [`Still there: ${pids(left)}. End ${left.length === 1 ? 'it' : 'them'} by hand.`] : []),
  ]
  return `${sentences.join(' ')} ${hidden}\n`
}
