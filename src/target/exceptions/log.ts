import type { TargetLog } from '../log.js'
import type { ExceptionSink, ExceptionWatcher } from './contract.js'
import { idOf, sighting, textsOf } from './fields.js'
import { errorText } from '../../words/errors.js'

/** Named groups that a pattern may have besides `key`. */
const logGroups = ['key', 'id', 'plant', 'class', 'reason', 'owner', 'status', 'resolution'] as const

/** What is wrong with a pattern for exceptions in the log, in words; undefined if it will do. */
export function logPatternProblem(pattern: string): string | undefined {
  let groups: readonly string[]
  try {
    // An empty alternative always matches, and so shows which groups there are.
    groups = Object.keys(new RegExp(`${pattern}|`).exec('')?.groups ?? {})
  } catch (error) {
    return errorText(error)
  }
  if (!groups.includes('key')) return 'the pattern has no group "key"; expected one such as EXCEPTION (?<key>\\S+): (?<reason>.*)'
  const other = groups.find((name) => !(logGroups as readonly string[]).includes(name))
  return other === undefined ? undefined : `the pattern has a group "${other}"; expected only ${logGroups.join(', ')}`
}

/** Takes exceptions from lines of the target's output. The pattern must have passed `logPatternProblem`. */
export function watchLog(pattern: string, log: TargetLog, sink: ExceptionSink): ExceptionWatcher {
  const expression = new RegExp(pattern)
  const off = log.onLine((line) => {
    const groups = expression.exec(line)?.groups
    const keys = textsOf(groups?.['key'])
    if (!groups || keys.length === 0) return
    const text = (name: string): string | undefined => {
      const value = groups[name]
      return value === undefined ? undefined : log.redact(value)
    }
    // A log has no identity of its own: the same fact reported again is the same exception.
    sink.sighting(sighting(text('id') ?? idOf('log', keys, text('plant')), keys, text, groups['key']))
  })
  return {
    seenAt: 'log',
    flush: () => Promise.resolve(),
    stop: () => {
      off()
      return Promise.resolve()
    },
  }
}
